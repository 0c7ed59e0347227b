/// libcurl, loaded when it is first asked for: with the thirty libraries behind it that takes longer than all else at the
/// start of a program, and who replays or simulates sends nothing.
///
/// The functions are libcurl's own by their names behind `tapedeck_`, or typed forms of its variadic ones, which Swift can't
/// call. All but `tapedeck_curl_problem`, `tapedeck_curl_version` and `tapedeck_curl_global_init` may be called only after
/// the last of these has said CURLE_OK.
#ifndef TAPEDECK_CLIBCURL_SHIM_H
#define TAPEDECK_CLIBCURL_SHIM_H

#if !__has_include(<curl/curl.h>)
#error "libcurl's headers are missing: run scripts/setup, or: apt-get install libcurl4-openssl-dev"
#endif
#include <curl/curl.h>

#if LIBCURL_VERSION_NUM < 0x075500
#error "libcurl is older than 7.85: install a newer libcurl4-openssl-dev"
#endif

/// Why libcurl can't be loaded; NULL where it can.
const char *_Nullable tapedeck_curl_problem(void);
/// Its version and those of the libraries behind it; empty where it can't be loaded.
const char *_Nonnull tapedeck_curl_version(void);
CURLcode tapedeck_curl_global_init(void);

CURL *_Nullable tapedeck_curl_easy_init(void);
void tapedeck_curl_easy_reset(CURL *_Nonnull handle);
void tapedeck_curl_easy_cleanup(CURL *_Nonnull handle);
const char *_Nonnull tapedeck_curl_easy_strerror(CURLcode code);

CURLM *_Nullable tapedeck_curl_multi_init(void);
CURLMcode tapedeck_curl_multi_cleanup(CURLM *_Nonnull multi);
CURLMcode tapedeck_curl_multi_add_handle(CURLM *_Nonnull multi, CURL *_Nonnull handle);
CURLMcode tapedeck_curl_multi_remove_handle(CURLM *_Nonnull multi, CURL *_Nonnull handle);
CURLMcode tapedeck_curl_multi_perform(CURLM *_Nonnull multi, int *_Nonnull running);
CURLMcode tapedeck_curl_multi_poll(CURLM *_Nonnull multi, int milliseconds);
CURLMcode tapedeck_curl_multi_wakeup(CURLM *_Nonnull multi);
CURLMsg *_Nullable tapedeck_curl_multi_info_read(CURLM *_Nonnull multi, int *_Nonnull left);

struct curl_slist *_Nullable tapedeck_curl_slist_append(struct curl_slist *_Nullable list, const char *_Nonnull text);
void tapedeck_curl_slist_free_all(struct curl_slist *_Nullable list);

typedef size_t (*tapedeck_curl_data_callback)(char *_Nullable data, size_t size, size_t count, void *_Nullable context);
typedef int (*tapedeck_curl_progress_callback)(void *_Nullable context, curl_off_t down_total, curl_off_t down,
                                               curl_off_t up_total, curl_off_t up);

CURLcode tapedeck_curl_set_long(CURL *_Nonnull handle, CURLoption option, long value);
CURLcode tapedeck_curl_set_string(CURL *_Nonnull handle, CURLoption option, const char *_Nullable value);
CURLcode tapedeck_curl_set_pointer(CURL *_Nonnull handle, CURLoption option, void *_Nullable value);
CURLcode tapedeck_curl_set_list(CURL *_Nonnull handle, CURLoption option, struct curl_slist *_Nullable value);
CURLcode tapedeck_curl_set_data_callback(CURL *_Nonnull handle, CURLoption option,
                                         tapedeck_curl_data_callback _Nonnull value);
CURLcode tapedeck_curl_set_progress_callback(CURL *_Nonnull handle, tapedeck_curl_progress_callback _Nonnull value);
/// libcurl copies the bytes, so they need not outlive the call.
CURLcode tapedeck_curl_copy_body(CURL *_Nonnull handle, const void *_Nonnull bytes, long size);

CURLcode tapedeck_curl_get_long(CURL *_Nonnull handle, CURLINFO info, long *_Nonnull value);
CURLcode tapedeck_curl_get_time(CURL *_Nonnull handle, CURLINFO info, curl_off_t *_Nonnull value);

/// The result of a finished transfer; the union in CURLMsg is not one that Swift reads.
static inline CURLcode tapedeck_curl_message_result(const CURLMsg *_Nonnull message) {
    return message->data.result;
}

#endif
