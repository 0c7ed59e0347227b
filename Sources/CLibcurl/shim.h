/// Typed shims over libcurl's variadic functions, which Swift can't call.
#ifndef TAPEDECK_CLIBCURL_SHIM_H
#define TAPEDECK_CLIBCURL_SHIM_H

#if !__has_include(<curl/curl.h>)
#error "libcurl's headers are missing: run scripts/setup, or: apt-get install libcurl4-openssl-dev"
#endif
#include <curl/curl.h>

#if LIBCURL_VERSION_NUM < 0x075500
#error "libcurl is older than 7.85: install a newer libcurl4-openssl-dev"
#endif

typedef size_t (*tapedeck_curl_data_callback)(char *_Nullable data, size_t size, size_t count, void *_Nullable context);

static inline CURLcode tapedeck_curl_set_long(CURL *_Nonnull handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tapedeck_curl_set_string(CURL *_Nonnull handle, CURLoption option, const char *_Nullable value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tapedeck_curl_set_pointer(CURL *_Nonnull handle, CURLoption option, void *_Nullable value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tapedeck_curl_set_list(CURL *_Nonnull handle, CURLoption option,
                                              struct curl_slist *_Nullable value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tapedeck_curl_set_data_callback(CURL *_Nonnull handle, CURLoption option,
                                                       tapedeck_curl_data_callback _Nonnull value) {
    return curl_easy_setopt(handle, option, value);
}

typedef int (*tapedeck_curl_progress_callback)(void *_Nullable context, curl_off_t down_total, curl_off_t down,
                                               curl_off_t up_total, curl_off_t up);

static inline CURLcode tapedeck_curl_set_progress_callback(CURL *_Nonnull handle,
                                                           tapedeck_curl_progress_callback _Nonnull value) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, value);
}

/// libcurl copies the bytes, so they need not outlive the call.
static inline CURLcode tapedeck_curl_copy_body(CURL *_Nonnull handle, const void *_Nonnull bytes, long size) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, size);
    return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, bytes) : code;
}

static inline CURLcode tapedeck_curl_get_long(CURL *_Nonnull handle, CURLINFO info, long *_Nonnull value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode tapedeck_curl_get_time(CURL *_Nonnull handle, CURLINFO info, curl_off_t *_Nonnull value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode tapedeck_curl_get_pointer(CURL *_Nonnull handle, CURLINFO info,
                                                 void *_Nullable *_Nonnull value) {
    return curl_easy_getinfo(handle, info, value);
}

/// The result of a finished transfer; the union in CURLMsg is not one that Swift reads.
static inline CURLcode tapedeck_curl_message_result(const CURLMsg *_Nonnull message) {
    return message->data.result;
}

static inline CURLcode tapedeck_curl_global_init(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

#endif
