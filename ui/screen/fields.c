/* The table of the form's items. */
#include "screen/fields.h"

static const char *const page_names[PAGE_COUNT] = { "Basics", "Description", "Proof", "People",
                                                    "Review" };

const char *form_page_name(enum form_page page)
{
    return page_names[page];
}

static const struct form_item_info items[ITEM_COUNT] = {
    [ITEM_TITLE] = { BQ_FIELD_TITLE, PAGE_BASICS, FORM_LINE, true, "Title", "",
                     "What is it, where, and what does it let an attacker do?",
                     "One line that says the kind of bug, where it is, and what an attacker gains. "
                     "It is the first thing the person who triages it reads, often the only thing "
                     "before they sort it.",
                     "Stored XSS in the share-page title lets any viewer's session be read",
                     "Critical bug!!! please fix" },
    [ITEM_TARGET] = { BQ_FIELD_TARGET, PAGE_BASICS, FORM_TARGET, true, "Target",
                      "Enter: pick from scope", "Which target of the program is it in?",
                      "The entry of the program's scope that the bug is in, by its name. Targets "
                      "that "
                      "are out of scope can be picked too: they are marked OUT.",
                      "ChatGPT", "your website" },
    [ITEM_TYPE] = { BQ_FIELD_TYPE, PAGE_BASICS, FORM_TYPE, true, "Type", "Enter: search",
                    "What kind of bug is it?",
                    "The type in the vulnerability rating taxonomy, as deep as it fits. It sets "
                    "the "
                    "priority the report starts with. Search with the words you use yourself.",
                    "Cross-Site Scripting (XSS) > Stored > Non-Privileged User to Anyone",
                    "a category alone, such as Cross-Site Scripting (XSS)" },
    [ITEM_URL] = { BQ_FIELD_URL, PAGE_BASICS, FORM_LINE, true, "URL", "", "Where exactly is it?",
                   "The full address where the bug shows itself. It is compared with the program's "
                   "scope as a browser would read it.",
                   "https://chat.openai.com/share/0f3c", "the share page" },
    [ITEM_DESCRIPTION] = { BQ_FIELD_DESCRIPTION, PAGE_DESCRIPTION, FORM_AREA, true, "Description",
                           "", "What is wrong, and how does one see it?",
                           "What is wrong, why it happens, and the steps that reproduce it, in "
                           "Markdown. Write for somebody who has never seen the feature.",
                           "## Summary\nThe share page puts the title into the page unescaped.\n\n"
                           "## Steps to reproduce\n1. Log in as account A\n2. ...",
                           "The site is vulnerable to XSS, see attached video." },
    [ITEM_IMPACT] = { BQ_FIELD_IMPACT, PAGE_DESCRIPTION, FORM_AREA, false, "Impact", "",
                      "What does an attacker gain?",
                      "What an attacker gains, from whom, and what they need for it. Some "
                      "platforms "
                      "ask for it in a box of its own; elsewhere it goes under the description.",
                      "Any signed-in user who opens the link has their conversations read.",
                      "This could be very dangerous for your company." },
    [ITEM_POC] = { BQ_FIELD_POC, PAGE_PROOF, FORM_AREA, true, "Proof of concept", "",
                   "Steps, requests, and what came back?",
                   "What proves it: numbered steps, the requests sent, what came back. Put "
                   "requests and output into fences (```), and mask your own session.",
                   "1. As account A, POST /share with the title <img src=x onerror=...>\n"
                   "2. As account B, open the link: the script runs",
                   "See video." },
    [ITEM_REQUEST] = { BQ_FIELD_REQUEST, PAGE_PROOF, FORM_AREA, false, "Request", "",
                       "The raw HTTP request?",
                       "The raw HTTP request or requests, pasted from a proxy. Cookies and tokens "
                       "of your session are found and can be masked with one key.",
                       "POST /share HTTP/1.1\nHost: chat.openai.com\n\ntitle=...", "" },
    [ITEM_ATTACHMENTS] = { BQ_FIELD_ATTACHMENTS, PAGE_PROOF, FORM_TABLE, false, "Attachments",
                           "Enter: add a file", "Files that belong to it?",
                           "Files that go with the report, by path. Their size, kind and hash are "
                           "noted; a file that changes later is pointed out.",
                           "poc.html", "~/.ssh/id_ed25519" },
    [ITEM_ACCOUNTS] = { BQ_FIELD_ACCOUNTS, PAGE_PROOF, FORM_TABLE, false, "Accounts",
                        "Enter: add one", "Which accounts does the proof use?",
                        "The accounts whose roles the proof uses, your own ones only.",
                        "reader: test account A", "a customer's login" },
    [ITEM_PEOPLE] = { BQ_FIELD_COLLABORATORS, PAGE_PEOPLE, FORM_TABLE, true,
                      "Collaborators and shares", "Enter: change", "Who shares the reward?",
                      "Who found it with you, by their name on the platform, and what part of the "
                      "reward each gets. Whole percents that add up to 100; nobody has 0. Once "
                      "filed "
                      "this can't be changed.",
                      "you 60, alice 40", "you 100, alice 0" },
    [ITEM_NOTES] = { BQ_FIELD_NOTES, PAGE_PEOPLE, FORM_AREA, false, "Private notes", "",
                     "Anything for yourself only?",
                     "For yourself: what you tried, whom you told, what is left to check. They "
                     "stay "
                     "in the draft and go into no export and no copy.",
                     "ask alice for her trace before filing", "" },
    [ITEM_REVIEW] = { BQ_FIELD_NONE, PAGE_REVIEW, FORM_REVIEW, false, "Review", "", "Is it ready?",
                      "What is left to mend, what the report is worth, and everything as it will "
                      "be "
                      "pasted. From here it is copied into the platform's own form, field by "
                      "field.",
                      "", "" },
};

const struct form_item_info *form_item_info(enum form_item item)
{
    return &items[item];
}

enum form_item form_item_of(enum bq_field field)
{
    if (field == BQ_FIELD_OWN_SHARE)
        return ITEM_PEOPLE;
    for (int i = 0; i < ITEM_COUNT; i++)
        if (items[i].field == field && field != BQ_FIELD_NONE)
            return (enum form_item)i;
    return ITEM_REVIEW;
}

bool form_item_filled(enum form_item item, const struct bq_draft *draft)
{
    if (item == ITEM_REVIEW)
        return false;
    if (item == ITEM_PEOPLE) /* working alone is an answer */
        return true;
    return bq_draft_has(draft, items[item].field);
}

int form_items_missing(const struct bq_draft *draft)
{
    int missing = 0;

    for (int i = 0; i < ITEM_COUNT; i++)
        missing += items[i].required && !form_item_filled((enum form_item)i, draft);
    return missing;
}

int form_items_required(void)
{
    int required = 0;

    for (int i = 0; i < ITEM_COUNT; i++)
        required += items[i].required;
    return required;
}
