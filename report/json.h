/* Private to the reporters that write JSON. */
#ifndef NPJIT_REPORT_JSON_H
#define NPJIT_REPORT_JSON_H

#include <base/error.h>
#include <bench/result.h>
#include <jansson.h>

/* The document of docs/results.md; NULL when memory is out. Release with json_decref. */
json_t *json_document(const RunResult *run);

/* Writes `text` and a newline to `path`, or to stdout when it is "-". A regular file is replaced
 * only when the new one is complete and on the disk. Returns 0, or -1 with `error` (STAGE_OUTPUT).
 */
int write_result(const char *path, const char *text, Error *error);

#endif
