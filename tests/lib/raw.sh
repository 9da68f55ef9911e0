# Sourced by tests of outputs: does a file hold anything that must never reach a terminal?
#     raw FILE     prints the first raw control, C1, bidi, invisible or malformed bytes; nothing when clean
raw() {
    LC_ALL=C grep -naoP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8b\x8e\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf|\xf3\xa0[\x80-\xbf][\x80-\xbf]|[\xc0\xc1\xf5-\xff]' "$1" | head -3 | od -An -c
}
