/* cost INPUT COMMAND...: runs the command with that standard input, output thrown away; prints its
 * CPU seconds and its own peak memory in kB. A small program of its own, as a child's peak begins
 * with its parent's size. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void become(char **argv)
{
    int in = open(argv[1], O_RDONLY), out = open("/dev/null", O_WRONLY);

    if (in >= 0 && out >= 0 && dup2(in, 0) == 0 && dup2(out, 1) == 1 && dup2(out, 2) == 2)
        execv(argv[2], argv + 2);
    _exit(127);
}

int main(int argc, char **argv)
{
    struct rusage used;
    int status;
    pid_t child = argc > 2 ? fork() : -1;

    if (child == 0)
        become(argv);
    if (child < 0 || wait4(child, &status, 0, &used) < 0 || !WIFEXITED(status) ||
        WEXITSTATUS(status) > 1)
        return 1;
    printf("%.3f %ld\n",
           (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
               (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6,
           used.ru_maxrss);
    return 0;
}
