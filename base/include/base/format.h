/* Numbers as people read them: durations, ratios, counts. Pure functions that return a short text
 * by value, so that several can stand in one printf. Not a finite number gives "-". */
#ifndef NPJIT_BASE_FORMAT_H
#define NPJIT_BASE_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Word {
    char text[48];
} Word;

/* Three significant digits: "0.987", "12.7", "178"; from 1000 on whole, with separators. */
Word format_significant(double value);

/* Seconds in the unit that fits: "1.20 ns", "12.7 µs" ("us" without unicode), "21.4 ms", "3.05 s".
 */
Word format_duration(double seconds, bool unicode);

/* Seconds as milliseconds with two decimals and no unit, for columns: "0.41", "12.70". */
Word format_milliseconds(double seconds);

/* "1.69×" ("1.69x" without unicode). */
Word format_ratio(double ratio, bool unicode);

/* "1.68–1.71" ("1.68-1.71" without unicode). */
Word format_range(double low, double high, bool unicode);

/* An expected band as its author wrote it: "10–15×", "1×" when both ends are the same. */
Word format_band(double low, double high, bool unicode);

/* How far the interval low..high reaches from its median at most, in percent of it: "±0.6%"
 * ("+-0.6%"). */
Word format_spread(double median, double low, double high, bool unicode);

/* "1.24 MB", of 1000 kB. */
Word format_bytes(int64_t bytes);

/* "10,000". */
Word format_count(int64_t count);

#endif
