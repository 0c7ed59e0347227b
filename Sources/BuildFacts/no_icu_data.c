// The table of ICU's data with nothing in it, linked into packages in the place of 34 MB of languages and calendars.
//
// GRDB and Yams import the whole of Foundation, which links ICU. Nothing that tapedeck and apprunner do asks ICU for a
// language, calendar, time zone or number format; what did would be told that there is no data. The form is that of ICU's
// common data (CmnD, version 1): a header and a table of contents, here of no entries. TAPEDECK_ICU_DATA is the name that the
// toolchain's ICU has for it, with its version; scripts/package sets it. A plain build takes what the toolchain has.
#ifdef TAPEDECK_ICU_DATA

#include <stdint.h>

struct icu_table {
    uint16_t header_size;
    uint8_t magic[2];
    uint16_t info_size, reserved;
    uint8_t is_big_endian, charset, char_size, reserved_too;
    uint8_t format[4], format_version[4], data_version[4];
    uint8_t padding[8];
    uint32_t count;
};

__attribute__((aligned(16))) const struct icu_table TAPEDECK_ICU_DATA = {
    32, {0xDA, 0x27}, 20, 0, 0, 0, 2, 0, {'C', 'm', 'n', 'D'}, {1, 0, 0, 0}, {0, 0, 0, 0}, {0}, 0};

#endif
