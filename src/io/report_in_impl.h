/* Between the files of the report importer. */
#ifndef IO_REPORT_IN_IMPL_H
#define IO_REPORT_IN_IMPL_H

#include "bqi/report_in.h"

struct bq_report_in {
    struct bq_draft *draft;
    const struct bq_taxonomy *taxonomy;
    const char *file;
    struct bq_buf *remarks;
    struct bq_buf texts[BQ_FIELD_COUNT]; /* what text fields get, piece by piece */
    bool title_guessed;                  /* from a heading: one that is called title wins */
    bool type_guessed;                   /* from words: an id wins */
};

/*
 * The field that a label stands for ("Steps To Reproduce:" is poc), BQ_FIELD_NONE for none. Case,
 * blanks, dashes and a final colon do not matter.
 */
enum bq_field bq_report_in_label(struct bq_span label);

/* Whether lines stand inside of a fence. */
struct bq_report_in_fence {
    char mark; /* 0: outside */
    size_t length;
};
/* Opens or closes a fence; true when the line was one of its ends or inside. */
bool bq_report_in_fenced(struct bq_report_in_fence *fence, struct bq_span line);
/*
 * <img upload src="a.png" /> outside of fences becomes {a.png} and an attachment; the file of an
 * image, ![words](a.png), becomes an attachment too.
 */
int bq_report_in_uploads(struct bq_report_in *im, enum bq_field field,
                         struct bq_err *err) BQ_MUST_USE;

/*
 * Gives a value to a field of one line, a list or a number: marks of Markdown are taken off, types
 * looked up, severities turned into priorities. label is how the source called it. A second value
 * is kept in the notes.
 */
int bq_report_in_value(struct bq_report_in *im, enum bq_field field, struct bq_span label,
                       struct bq_span value, struct bq_err *err) BQ_MUST_USE;
/* Appends a piece of long text, with a blank line before it. Blank lines around it go. */
void bq_report_in_text(struct bq_report_in *im, enum bq_field field, struct bq_span text);
/*
 * What platforms print above a report: its link, which makes it a filed one, and who wrote it and
 * when, for the notes. *used: it was such a fact.
 */
int bq_report_in_fact(struct bq_report_in *im, struct bq_span label, struct bq_span value,
                      bool *used, struct bq_err *err) BQ_MUST_USE;
/* "label: value" to the notes. */
void bq_report_in_note(struct bq_report_in *im, struct bq_span label, struct bq_span value);

/* The part between the first line --- and the next: YAML. Its lines count from 1. */
int bq_report_in_front(struct bq_report_in *im, struct bq_span text,
                       struct bq_err *err) BQ_MUST_USE;
int bq_report_in_markdown(struct bq_report_in *im, struct bq_span text,
                          struct bq_err *err) BQ_MUST_USE;
int bq_report_in_json(struct bq_report_in *im, struct bq_span text, struct bq_err *err) BQ_MUST_USE;

#endif
