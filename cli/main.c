/* npjit: compares a Python function in the interpreter with itself, compiled. From here, the
 * command line goes to options.c and the work to session.c. */
#include "options.h"
#include "session.h"
#include "terminal.h"
#include <locale.h>
#include <report/report.h>

static int act(const CliOptions *options, const char *argv0, int *exit_code, Error *error) {
    switch (options->action) {
    case ACTION_HELP: options_print_help(stdout); return 0;
    case ACTION_USAGE: options_print_usage(stdout); return 0;
    case ACTION_VERSION: return session_version(options, argv0, error);
    case ACTION_CHECK:
    case ACTION_LIST_KERNELS:
    case ACTION_LIST:
    case ACTION_DOCTOR:
    case ACTION_RUN: break;
    }
    return session_run(options, argv0, exit_code, error);
}

int main(int argc, char **argv) {
    streams_open();
    setlocale(LC_CTYPE, "");
    const char *argv0 = argc > 0 ? argv[0] : "npjit";
    CliOptions options;
    Error error = {0};
    int exit_code = EXIT_DONE;
    int status = options_parse(argc, argv, &options, &error);
    if (!status)
        status = act(&options, argv0, &exit_code, &error);
    Error ignored;
    if (stdout_flush(status ? &ignored : &error))
        status = -1;
    if (exit_code == EXIT_INTERRUPTED)
        fputs("npjit: interrupted\n", stderr);
    else if (status) {
        TextOptions text = stream_text_options(&options, stderr);
        report_diagnostic(&error, &text, stderr);
        exit_code = exit_code_of(&error);
    }
    options_free(&options);
    return exit_code;
}
