#if !__has_include(<curl/curl.h>)
#error "libcurl's headers are missing: run scripts/setup, or: apt-get install libcurl4-openssl-dev"
#endif
#include <curl/curl.h>
