/* The least a curses program does: a box and a word. What the form's first screen is measured
 * against. */
#include <curses.h>
#include <locale.h>

int main(void)
{
    setlocale(LC_ALL, "");
    initscr();
    raw();
    noecho();
    box(stdscr, 0, 0);
    mvaddstr(1, 2, "hello");
    refresh();
    while (getch() != 'q')
        continue;
    endwin();
    return 0;
}
