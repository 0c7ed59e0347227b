#include "tapedeck_build_facts.h"

#include <stddef.h>

const char *tapedeck_build_commit(void) {
#ifdef TAPEDECK_COMMIT
    return TAPEDECK_COMMIT;
#else
    return NULL;
#endif
}
