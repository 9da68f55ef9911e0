/* Power cuts: every state that a disk may be in after one, as far as calls promise anything. */
#ifndef FAULTS_POWER_H
#define FAULTS_POWER_H

/* Returns how many states were wrong; counts all in *states. folder: where to work. */
unsigned power_cuts(const char *folder, unsigned *states);

#endif
