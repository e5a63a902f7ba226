/* Private to the JSON reporter. */
#ifndef NPJIT_REPORT_JSON_H
#define NPJIT_REPORT_JSON_H

#include <base/error.h>

/* Writes `text` and a newline to `path`, or to stdout when it is "-". A regular file is replaced
 * only when the new one is complete and on the disk. Returns 0, or -1 with `error` (STAGE_OUTPUT).
 */
int write_result(const char *path, const char *text, Error *error);

#endif
