// curl.h makes macros of some of these, to check the types of their arguments.
#define CURL_DISABLE_TYPECHECK
#include "shim.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#undef curl_easy_setopt
#undef curl_easy_getinfo

#ifdef __APPLE__
#define LIBRARY "libcurl.4.dylib"
#else
#define LIBRARY "libcurl.so.4"
#endif

// Each by its name without curl_ before it, with the type that the header gives it.
#define FUNCTIONS(each)                                                                                                \
    each(global_init) each(version) each(easy_init) each(easy_reset) each(easy_cleanup) each(easy_strerror)           \
        each(easy_setopt) each(easy_getinfo) each(multi_init) each(multi_cleanup) each(multi_add_handle)               \
            each(multi_remove_handle) each(multi_perform) each(multi_poll) each(multi_wakeup) each(multi_info_read)    \
                each(slist_append) each(slist_free_all)

#define MEMBER(name) __typeof__(curl_##name) *name;
static struct {
    FUNCTIONS(MEMBER)
} curl;

static char problem[256];

static void find(void *library, const char *name, void **place) {
    *place = dlsym(library, name);
    if (*place == NULL && problem[0] == 0) {
        snprintf(problem, sizeof problem, "%s has no %s", LIBRARY, name);
    }
}

static void load(void) {
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        const char *why = dlerror();
        snprintf(problem, sizeof problem, "%s", why == NULL ? LIBRARY " can't be loaded" : why);
        return;
    }
#define FIND(name) find(library, "curl_" #name, (void **)&curl.name);
    FUNCTIONS(FIND)
}

const char *tapedeck_curl_problem(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return problem[0] == 0 ? NULL : problem;
}

const char *tapedeck_curl_version(void) {
    return tapedeck_curl_problem() == NULL ? curl.version() : "";
}

CURLcode tapedeck_curl_global_init(void) {
    return tapedeck_curl_problem() == NULL ? curl.global_init(CURL_GLOBAL_DEFAULT) : CURLE_FAILED_INIT;
}

CURL *tapedeck_curl_easy_init(void) {
    return curl.easy_init();
}

void tapedeck_curl_easy_reset(CURL *handle) {
    curl.easy_reset(handle);
}

void tapedeck_curl_easy_cleanup(CURL *handle) {
    curl.easy_cleanup(handle);
}

const char *tapedeck_curl_easy_strerror(CURLcode code) {
    return curl.easy_strerror(code);
}

CURLM *tapedeck_curl_multi_init(void) {
    return curl.multi_init();
}

CURLMcode tapedeck_curl_multi_cleanup(CURLM *multi) {
    return curl.multi_cleanup(multi);
}

CURLMcode tapedeck_curl_multi_add_handle(CURLM *multi, CURL *handle) {
    return curl.multi_add_handle(multi, handle);
}

CURLMcode tapedeck_curl_multi_remove_handle(CURLM *multi, CURL *handle) {
    return curl.multi_remove_handle(multi, handle);
}

CURLMcode tapedeck_curl_multi_perform(CURLM *multi, int *running) {
    return curl.multi_perform(multi, running);
}

CURLMcode tapedeck_curl_multi_poll(CURLM *multi, int milliseconds) {
    return curl.multi_poll(multi, NULL, 0, milliseconds, NULL);
}

CURLMcode tapedeck_curl_multi_wakeup(CURLM *multi) {
    return curl.multi_wakeup(multi);
}

CURLMsg *tapedeck_curl_multi_info_read(CURLM *multi, int *left) {
    return curl.multi_info_read(multi, left);
}

struct curl_slist *tapedeck_curl_slist_append(struct curl_slist *list, const char *text) {
    return curl.slist_append(list, text);
}

void tapedeck_curl_slist_free_all(struct curl_slist *list) {
    curl.slist_free_all(list);
}

CURLcode tapedeck_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl.easy_setopt(handle, option, value);
}

CURLcode tapedeck_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl.easy_setopt(handle, option, value);
}

CURLcode tapedeck_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl.easy_setopt(handle, option, value);
}

CURLcode tapedeck_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl.easy_setopt(handle, option, value);
}

CURLcode tapedeck_curl_set_data_callback(CURL *handle, CURLoption option, tapedeck_curl_data_callback value) {
    return curl.easy_setopt(handle, option, value);
}

CURLcode tapedeck_curl_set_progress_callback(CURL *handle, tapedeck_curl_progress_callback value) {
    return curl.easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, value);
}

CURLcode tapedeck_curl_copy_body(CURL *handle, const void *bytes, long size) {
    CURLcode code = curl.easy_setopt(handle, CURLOPT_POSTFIELDSIZE, size);
    return code == CURLE_OK ? curl.easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, bytes) : code;
}

CURLcode tapedeck_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl.easy_getinfo(handle, info, value);
}

CURLcode tapedeck_curl_get_time(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl.easy_getinfo(handle, info, value);
}
