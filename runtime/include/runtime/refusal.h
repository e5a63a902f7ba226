/* Calls that end because their result depends on what compiled code has not got. Plain C. */
#ifndef NPJIT_RUNTIME_REFUSAL_H
#define NPJIT_RUNTIME_REFUSAL_H

/* Why the running or last call was refused. The kernel's own handlers may have caught the exception
 * that ended the operation; the call is refused all the same. */
typedef struct NpjitRefusal {
    const char *message; /* NULL: it was not */
    const char *hint;
    int operation; /* Op */
    int line;      /* of the kernel; 0 until it is known */
} NpjitRefusal;
extern NpjitRefusal npjit_refusal;

/* Before each call. */
void refusal_begin(void);

/* After it: notes the line. */
void refusal_end(void);

#endif
