/* Numbers as people read them. Knows nothing of columns, colours or results. */
#include <base/format.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

static Word word(const char *text) {
    Word out = {{0}};
    snprintf(out.text, sizeof out.text, "%s", text);
    return out;
}

static Word unknown(void) {
    return word("-");
}

/* Decimals that leave three significant digits, for a magnitude as it will be after rounding. */
static int decimals_for(double magnitude) {
    if (magnitude >= 99.95)
        return 0;
    if (magnitude >= 9.995)
        return 1;
    return 2;
}

Word format_count(int64_t count) {
    char digits[24];
    snprintf(digits, sizeof digits, "%lld", (long long)count);
    size_t sign = digits[0] == '-', length = strlen(digits);
    Word out = {{0}};
    size_t position = 0;
    for (size_t i = 0; i < length; i++) {
        if (i > sign && (length - i) % 3 == 0)
            out.text[position++] = ',';
        out.text[position++] = digits[i];
    }
    return out;
}

Word format_significant(double value) {
    if (!isfinite(value))
        return unknown();
    double magnitude = fabs(value);
    Word out = {{0}};
    if (magnitude >= 1e15)
        snprintf(out.text, sizeof out.text, "%.3g", value);
    else if (magnitude >= 999.5)
        out = format_count(llround(value));
    else if (magnitude >= 0.9995 || magnitude < 1e-12)
        snprintf(out.text, sizeof out.text, "%.*f", decimals_for(magnitude), value);
    else {
        int leading_zeros = (int)ceil(-log10(magnitude * 1.0005)); /* 0.9995 rounds to 1.00 */
        snprintf(out.text, sizeof out.text, "%.*f", 2 + leading_zeros, value);
    }
    return out;
}

Word format_duration(double seconds, bool unicode) {
    static const struct {
        double factor;
        const char *name, *ascii;
    } units[] = {{1e9, "ns", "ns"}, {1e6, "µs", "us"}, {1e3, "ms", "ms"}, {1, "s", "s"}};
    enum { UNITS = sizeof units / sizeof *units };
    if (!isfinite(seconds))
        return unknown();
    int unit = 0;
    while (unit < UNITS - 1 && fabs(seconds) * units[unit].factor >= 999.5)
        unit++;
    const char *name = unicode ? units[unit].name : units[unit].ascii;
    Word out = {{0}};
    if (seconds == 0)
        snprintf(out.text, sizeof out.text, "0 %s", name);
    else
        snprintf(out.text, sizeof out.text, "%.32s %s",
                 format_significant(seconds * units[unit].factor).text, name);
    return out;
}

Word format_bytes(int64_t bytes) {
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    enum { UNITS = sizeof units / sizeof *units };
    double value = (double)bytes;
    int unit = 0;
    for (; unit < UNITS - 1 && fabs(value) >= 999.5; unit++)
        value /= 1000;
    Word out = {{0}};
    if (unit)
        snprintf(out.text, sizeof out.text, "%.32s %s", format_significant(value).text,
                 units[unit]);
    else
        snprintf(out.text, sizeof out.text, "%d B", (int)value);
    return out;
}

Word format_milliseconds(double seconds) {
    if (!isfinite(seconds))
        return unknown();
    Word out = {{0}};
    snprintf(out.text, sizeof out.text, "%.2f", seconds * 1e3);
    return out;
}

Word format_ratio(double ratio, bool unicode) {
    if (!isfinite(ratio))
        return unknown();
    Word out = {{0}};
    snprintf(out.text, sizeof out.text, "%.32s%s", format_significant(ratio).text,
             unicode ? "×" : "x");
    return out;
}

Word format_range(double low, double high, bool unicode) {
    if (!isfinite(low) || !isfinite(high))
        return unknown();
    Word out = {{0}};
    snprintf(out.text, sizeof out.text, "%.20s%s%.20s", format_significant(low).text,
             unicode ? "–" : "-", format_significant(high).text);
    return out;
}

Word format_band(double low, double high, bool unicode) {
    const char *times = unicode ? "×" : "x";
    Word out = {{0}};
    if (low == high)
        snprintf(out.text, sizeof out.text, "%g%s", low, times);
    else
        snprintf(out.text, sizeof out.text, "%g%s%g%s", low, unicode ? "–" : "-", high, times);
    return out;
}

Word format_spread(double median, double low, double high, bool unicode) {
    double percent = 100 * fmax(high - median, median - low) / median;
    if (!isfinite(percent) || percent < 0)
        return unknown();
    const char *sign = unicode ? "±" : "+-";
    Word out = {{0}};
    if (percent >= 999.5)
        snprintf(out.text, sizeof out.text, "%s>999%%", sign);
    else if (percent < 0.05)
        snprintf(out.text, sizeof out.text, "%s<0.1%%", sign);
    else
        snprintf(out.text, sizeof out.text, "%s%.*f%%", sign, percent < 9.95 ? 1 : 0, percent);
    return out;
}
