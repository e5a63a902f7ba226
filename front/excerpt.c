/* The lines of one definition, found by their layout alone, so that a file of many functions need
 * not be parsed for one of them. Does not parse; what has another layout than a def at the left
 * margin is left to the parse of the whole file. */
#include "unit.h"

/* Just after the string literal whose first quote is at `at`. A backslash keeps the character after
 * it from ending the literal, in raw strings too. */
static size_t after_string(const char *text, size_t at) {
    char quote = text[at];
    bool triple = text[at + 1] == quote && text[at + 2] == quote;
    at += triple ? 3 : 1;
    while (text[at] != '\0') {
        if (text[at] == '\\' && text[at + 1] != '\0') {
            at += 2;
        } else if (text[at] == '\n' && !triple) {
            return at; /* no Python: the parser will say so */
        } else if (text[at] == quote &&
                   (!triple || (text[at + 1] == quote && text[at + 2] == quote))) {
            return at + (triple ? 3 : 1);
        } else {
            at++;
        }
    }
    return at;
}

/* The beginning of the line after the logical line that begins at `at`. */
static size_t after_logical_line(const char *text, size_t at) {
    int depth = 0;
    while (text[at] != '\0') {
        char c = text[at];
        if (c == '\'' || c == '"') {
            at = after_string(text, at);
        } else if (c == '#') {
            at += strcspn(text + at, "\n");
        } else if (c == '\\' && text[at + 1] != '\0') {
            at += 2;
        } else {
            at++;
            depth += (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
            if (c == '\n' && depth <= 0) {
                return at;
            }
        }
    }
    return at;
}

/* After the decorators, the def and its body: at the next logical line at the left margin. */
static size_t after_definition(const char *text, size_t at) {
    bool defined = false;
    while (text[at] != '\0') {
        if (strchr(" \t\n#", text[at]) == NULL) {
            if (defined) {
                return at;
            }
            defined = text[at] != '@';
        }
        at = after_logical_line(text, at);
    }
    return at;
}

const char *source_excerpt(const FrontUnit *unit, int line) {
    if (line < 1 || line > unit->lines.count) {
        return NULL;
    }
    size_t start = unit->lines.items[line - 1];
    const char *text = unit->source + start;
    if (text[0] != '@' && strncmp(text, "def ", 4) != 0) {
        return NULL;
    }
    size_t length = after_definition(text, 0);
    if (memchr(text, '\f', length) != NULL) {
        return NULL; /* it makes a left margin anywhere */
    }
    size_t above = (size_t)line - 1;
    char *excerpt = arena_allocate(unit->arena, above + length + 1);
    memset(excerpt, '\n', above);
    memcpy(excerpt + above, text, length);
    excerpt[above + length] = '\0';
    return excerpt;
}
