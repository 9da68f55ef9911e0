# awk -v rules=N -v urls=N -v dir=DIR -f scope_gen.awk: rules.txt (a plain list with ! for out), in.txt, out.txt,
# hosts.txt (what one would give to grep: hosts, and what stands behind a leading star) and urls.txt. The same numbers give the same files on every machine.
function next_number(n) { seed = (seed * 16807) % 2147483647; return seed % n }
function word() { return words[next_number(word_count) + 1] }
function domain(i) { return word() i "." tlds[i % tld_count + 1] }
function rule(text) { if (!(text in seen)) { seen[text] = 1; made++; print text > (dir "/in.txt"); print text > (dir "/rules.txt"); return 1 } return 0 }
function path(   n, s) {
    s = ""
    for (n = next_number(4); n > 0; n--) s = s "/" word() (next_number(5) ? "" : next_number(9999))
    if (s == "") s = "/"
    return s (next_number(2) ? "?" word() "=" next_number(100000) "&" word() "=%2F" word() : "")
}
function sub_host() { return word() (next_number(3) ? "" : "." word() next_number(20)) }
function ip() { return (next_number(200) + 11) "." next_number(256) "." next_number(256) "." next_number(256) }
BEGIN {
    seed = 20261124
    word_count = split("acme blue cloud data edge flow grid home idea kite lake moon nova open pixel quest river stone trade ultra vault wave zone api auth shop pay mail login portal cdn img media docs help status beta app mobile partner admin vpn git wiki blog news store account billing search graph", words, " ")
    tld_count = split("com com com com io net org co.uk com.au dev app de fr", tlds, " ")
    domains = int(rules / 4) + 4
    for (i = 0; i < domains; i++) names[i] = domain(i)
    wilds = hosts = paths = nets = globs = 0
    while (made < rules) {
        d = names[next_number(domains)]; k = next_number(100)
        if (k < 30) { h = next_number(2) ? d : word() "." d; if (rule("*." h)) { wild[wilds++] = h; print "." h > (dir "/hosts.txt") } }
        else if (k < 78) { h = word() "-" word() "." d; if (rule(h)) { host[hosts++] = h; print h > (dir "/hosts.txt") } }
        else if (k < 90) { h = word() "." d; p = "/" word() "/" word(); if (rule("https://" h p)) { path_host[paths] = h; path_of[paths++] = p } }
        else if (k < 94) { n = (next_number(200) + 11) "." next_number(256) "." next_number(256); if (rule(n ".0/24")) net[nets++] = n }
        else if (k < 97) rule(ip())
        else { w = word(); if (rule(w "-*." d)) { glob_word[globs] = w; glob[globs++] = d } }
    }
    for (i = 0; i < rules / 10; i++) { h = word() "." word() "." names[next_number(domains)]; if (!("!" h in seen)) { seen["!" h] = 1; print h > (dir "/out.txt"); print "!" h > (dir "/rules.txt"); out[outs++] = h } }
    for (i = 0; i < urls; i++) {
        k = next_number(100); s = next_number(5) ? "https://" : "http://"
        if (k < 40) u = s sub_host() "." wild[next_number(wilds)] path()
        else if (k < 58 && hosts) u = s host[next_number(hosts)] path()
        else if (k < 62 && paths) { n = next_number(paths); u = s path_host[n] path_of[n] path() }
        else if (k < 65 && nets) u = s net[next_number(nets)] "." next_number(256) path()
        else if (k < 67 && globs) { n = next_number(globs); u = s glob_word[n] "-" word() "." glob[n] path() }
        else if (k < 70 && outs) u = s out[next_number(outs)] path()
        else if (k < 88) u = s sub_host() "." domain(900000 + next_number(100000)) path()
        else if (k < 90) u = s ip() path()
        else {
            d = wild[next_number(wilds)]; t = next_number(8)
            if (t == 0) u = "https://" d "@evil" i % 1000 ".net" path()
            else if (t == 1) u = "https://" d ".evil" i % 1000 ".net" path()
            else if (t == 2) u = "https://evil" d path()
            else if (t == 3) u = "https://" sub_host() "." d ":8443" path()
            else if (t == 4) u = "HTTPS://" toupper(sub_host() "." d) path()
            else if (t == 5) u = "https://user:pw@" sub_host() "." d path()
            else if (t == 6) u = "https://" sub_host() "." d "." path()
            else u = sub_host() "." d path()
        }
        print u > (dir "/urls.txt")
    }
}
