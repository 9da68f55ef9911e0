/*
 * The form's items: which field stands on which page, as what, and what the person is told about
 * it.
 */
#ifndef UI_SCREEN_FIELDS_H
#define UI_SCREEN_FIELDS_H

#include "bugquill/draft.h"

enum form_page { PAGE_BASICS, PAGE_DESCRIPTION, PAGE_PROOF, PAGE_PEOPLE, PAGE_REVIEW, PAGE_COUNT };
const char *form_page_name(enum form_page page);

enum form_kind {
    FORM_LINE,
    FORM_TARGET, /* a line with a picker behind Enter */
    FORM_TYPE,   /* chosen, not typed */
    FORM_AREA,
    FORM_TABLE,
    FORM_REVIEW
};

/* In the order Tab walks them. */
enum form_item {
    ITEM_TITLE,
    ITEM_TARGET,
    ITEM_TYPE,
    ITEM_URL,
    ITEM_DESCRIPTION,
    ITEM_IMPACT,
    ITEM_POC,
    ITEM_REQUEST,
    ITEM_ATTACHMENTS,
    ITEM_ACCOUNTS,
    ITEM_PEOPLE,
    ITEM_NOTES,
    ITEM_REVIEW,
    ITEM_COUNT
};

struct form_item_info {
    enum bq_field field;
    enum form_page page;
    enum form_kind kind;
    bool required; /* one of the seven */
    const char *label;
    const char *hint;       /* at the right of the label: what Enter does */
    const char *question;   /* for the smallest screens */
    const char *wants;      /* help: what belongs here */
    const char *good, *bad; /* help: an example of each */
};
const struct form_item_info *form_item_info(enum form_item item);
/* The item a field is edited in; ITEM_REVIEW for what the form shows nowhere else. */
enum form_item form_item_of(enum bq_field field);
/* Does the draft hold something for it? */
bool form_item_filled(enum form_item item, const struct bq_draft *draft);
/* How many of the required ones are still empty. */
int form_items_missing(const struct bq_draft *draft);
/* How many are required. */
int form_items_required(void);

#endif
