/// What `scripts/package` says of a build, and a plain build does not know.
#ifndef TAPEDECK_BUILD_FACTS_H
#define TAPEDECK_BUILD_FACTS_H

/// The commit that was built; NULL in a plain build, which must not change with every commit.
const char *_Nullable tapedeck_build_commit(void);

#endif
