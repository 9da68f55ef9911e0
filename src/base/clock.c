/* Times and dates, by the proleptic Gregorian calendar in UTC: see bqi/clock.h. */
#include "bqi/clock.h"
#include <stdio.h>
#include <string.h>

/* Days since 1970-01-01; counts years from March, so that the leap day comes last. */
static int64_t days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static void civil_from_days(int64_t days, int *year, int *month, int *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t of_era = days - era * 146097;
    int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * of_year + 2) / 153;
    *day = (int)(of_year - (153 * shifted + 2) / 5 + 1);
    *month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    *year = (int)(year_of_era + era * 400 + (*month <= 2));
}

/* Years that need more than four digits are shown as the nearest that do not. */
static int64_t clamp(int64_t seconds)
{
    const int64_t first = INT64_C(-62167219200), last = INT64_C(253402300799);
    return seconds < first ? first : seconds > last ? last : seconds;
}

void bq_time_format(int64_t seconds, char out[BQ_TIME_LEN])
{
    char date[BQ_DATE_LEN];
    seconds = clamp(seconds);
    int64_t of_day = ((seconds % 86400) + 86400) % 86400;
    bq_date_format(seconds, date);
    snprintf(out, BQ_TIME_LEN, "%sT%02u:%02u:%02uZ", date, (unsigned)(of_day / 3600) % 24,
             (unsigned)(of_day / 60 % 60), (unsigned)(of_day % 60));
}

void bq_date_format(int64_t seconds, char out[BQ_DATE_LEN])
{
    int year, month, day;
    seconds = clamp(seconds);
    int64_t days = (seconds - (((seconds % 86400) + 86400) % 86400)) / 86400;
    civil_from_days(days, &year, &month, &day);
    snprintf(out, BQ_DATE_LEN, "%04u-%02u-%02u", (unsigned)year % 10000, (unsigned)month % 100,
             (unsigned)day % 100);
}

/* Exactly count digits. */
static bool digits(const char *s, int count, int *out)
{
    *out = 0;
    for (int i = 0; i < count; i++) {
        if (s[i] < '0' || s[i] > '9')
            return false;
        *out = *out * 10 + (s[i] - '0');
    }
    return true;
}

static bool parse_date(const char *text, int64_t *seconds)
{
    static const int lengths[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int year, month, day;
    if (!digits(text, 4, &year) || text[4] != '-' || !digits(text + 5, 2, &month) ||
        text[7] != '-' || !digits(text + 8, 2, &day))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > lengths[month - 1])
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (month == 2 && day == 29 && !leap)
        return false;
    *seconds = days_from_civil(year, month, day) * 86400;
    return true;
}

bool bq_time_parse(const char *text, int64_t *seconds)
{
    int hour, minute, second;
    size_t len = strlen(text);
    if ((len != 10 && len != 20) || !parse_date(text, seconds))
        return false;
    if (len == 10)
        return true;
    if (text[10] != 'T' || !digits(text + 11, 2, &hour) || text[13] != ':' ||
        !digits(text + 14, 2, &minute) || text[16] != ':' || !digits(text + 17, 2, &second) ||
        text[19] != 'Z' || hour > 23 || minute > 59 || second > 60)
        return false;
    *seconds += hour * 3600 + minute * 60 + second;
    return true;
}
