# Prints one hostile sequence a line, written as a YAML double-quoted string body (\xNN, \uNNNN): over 300 of them.
# awk -f escapes.awk
function out(s) { print s }
BEGIN {
    # every C0 control, DEL and C1 control by itself, in the middle of words
    for (i = 1; i < 32; i++) if (i != 9 && i != 10) out(sprintf("a\\x%02xb", i))
    out("a\\x7fb")
    for (i = 128; i < 160; i++) out(sprintf("a\\x%02xb", i))
    # CSI with every final byte, by ESC [ and by the C1 form
    for (i = 64; i < 127; i++) {
        f = sprintf("%c", i)
        if (f == "\\") f = "\\\\"
        if (f == "\"") f = "\\\""
        out("\\e[1;2" f)
    }
    for (i = 64; i < 127; i += 4) {
        f = sprintf("%c", i)
        if (f == "\\") f = "\\\\"
        out("\\x9b5" f)
    }
    # OSC: titles, colours, clipboard, links, notifications, ended by BEL, ST and C1 ST
    n = split("0 1 2 4 5 7 8 9 10 11 12 17 19 22 46 50 51 52 99 104 133 176 777 1337", osc, " ")
    for (i = 1; i <= n; i++) {
        out("\\e]" osc[i] ";c;ZXZpbA==\\a")
        out("\\e]" osc[i] ";x\\e\\\\")
        out("\\x9d" osc[i] ";x\\x9c")
    }
    # DCS: DECRQSS, XTGETTCAP, sixel, ReGIS, tmux and screen passthrough; APC, PM, SOS
    out("\\eP$q\\\"p\\e\\\\"); out("\\eP$qm\\e\\\\"); out("\\eP+q544e\\e\\\\"); out("\\ePq#0;2;0;0;0#0~~\\e\\\\")
    out("\\ePp\\e\\\\"); out("\\ePtmux;\\e\\e]52;c;eA==\\a\\e\\\\"); out("\\eP\\e]0;x\\a\\e\\\\")
    out("\\e_Gf=32;x\\e\\\\"); out("\\e^x\\e\\\\"); out("\\eXx\\e\\\\"); out("\\x90$qm\\x9c"); out("\\x9fx\\x9c")
    out("\\x9ex\\x9c"); out("\\x98x\\x9c")
    # questions whose answers a shell might run, modes, resets, macros
    n = split("c 7 8 = > D E H M N O Z (0 )0 *0 #8 %G %@ 6 9 l m n o | } ~ GQ", one, " ")
    for (i = 1; i <= n; i++) out("\\e" one[i])
    n = split("c >c =c 5n 6n ?6n 14t 15t 18t 19t 20t 21t 22;0t 23;0t ?1049h ?1049l ?2004h ?2004l ?1000h ?1003h ?1006h ?25l !p ?5h 4h 20h 12l 201~ 200~ 1;1H 2J 3J K 1;5r ?69h 8;1;1t 999;999H 9;1t", csi, " ")
    for (i = 1; i <= n; i++) out("\\e[" csi[i])
    # bracketed paste ended from inside
    out("x\\e[201~rm -rf ~\\r"); out("x\\x9b201~id\\n")
    # bidi, zero width, tags, separators, selectors, noncharacters, soft hyphen, fillers
    n = split("061c 200b 200e 200f 202a 202b 202c 202d 202e 2060 2061 2062 2063 2064 2066 2067 2068 2069 206a 206b 206c 206d 206e 206f 2028 2029 feff 00ad 034f 115f 1160 17b4 17b5 180e 3164 ffa0 fe00 fe0d fff9 fffa fffb fdd0 ffff 0085", u, " ")
    for (i = 1; i <= n; i++) out("a\\u" u[i] "b")
    n = split("000e0001 000e0041 000e007f 0001d173 0001bca0 0001fffe 0010ffff 000e0100", big, " ")
    for (i = 1; i <= n; i++) out("a\\U" big[i] "b")
    # a heap of combining marks
    heap = "e"; for (i = 0; i < 60; i++) heap = heap "\\u0301"; out(heap)
    # what would break the output's own format
    out("\\\" , \\\"rule\\\": \\\"x"); out("a\\tb\\tc"); out("a\\nfile:1:1: error: made up [x]"); out("::error::made up"); out("%0A%0D::set-output name=x::y")
}
