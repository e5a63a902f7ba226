/* What NumPy does of floating-point events: np.errstate, np.seterr. */
#ifndef NPJIT_RUNTIME_ERROR_STATE_H
#define NPJIT_RUNTIME_ERROR_STATE_H

int error_state_init(void);
void error_state_clear(void);

#endif
