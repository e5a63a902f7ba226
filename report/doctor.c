/* The terminal report of `npjit doctor`. */
#include "layout.h"

#include <base/format.h>

void report_doctor(const RunResult *run, const MachineWarning *warnings, int count,
                   const AaTest *test, const TextOptions *options, FILE *out) {
    Printer printer = {.out = out, .options = options, .arena = run->arena};
    print_text(&printer, STYLE_BOLD, "Environment\n");
    for (int i = 0; i < run->environment_count; i++)
        print_item(&printer, run->environment[i].key, STYLE_PLAIN, run->environment[i].value);
    print_item(&printer, "clock", STYLE_PLAIN,
               arena_format(run->arena, "a reading takes %s",
                            format_duration(run->clock_overhead, options->unicode).text));
    print_text(&printer, STYLE_BOLD, "\nWhat makes this machine noisy\n");
    if (!count)
        print_item(&printer, "nothing", STYLE_GOOD, "was found");
    for (int i = 0; i < count; i++) {
        print_item(&printer, "warning", STYLE_DOUBTFUL, warnings[i].what);
        print_item(&printer, "  what to do", STYLE_DIM, warnings[i].advice);
    }
    print_text(&printer, STYLE_BOLD, "\nThe interpreter against itself\n");
    print_item(&printer, "repetitions", STYLE_PLAIN,
               arena_format(run->arena, "%d, of %d rounds each; a call takes %s", test->repetitions,
                            test->rounds,
                            format_duration(test->call_median, options->unicode).text));
    if (!test->repetitions)
        return;
    bool passed = aa_test_passed(test);
    print_item(&printer, "inconclusive", passed ? STYLE_GOOD : STYLE_BAD,
               arena_format(run->arena, "%.1f%%, %s",
                            100.0 * (test->repetitions - test->conclusive) / test->repetitions,
                            passed ? "as it should be: at least 95%"
                                   : "and should be at least 95%: conclusions drawn here are wrong "
                                     "more often than they claim"));
    print_item(&printer, "intervals", STYLE_PLAIN,
               arena_format(run->arena,
                            "typically reach %.2g%% from their median: differences below that "
                            "cannot be seen in %d rounds",
                            100 * test->typical, test->rounds));
}
