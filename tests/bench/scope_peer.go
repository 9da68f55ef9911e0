// What a careful person would write in Go: net/url, and a map for each kind of rule.
// scope_peer IN OUT < URLS: the lines that are in scope.
package main

import (
	"bufio"
	"fmt"
	"net"
	"net/url"
	"os"
	"regexp"
	"sort"
	"strings"
)

type span struct{ first, last uint32 }

type rules struct {
	paths map[string][]string // host: "" or a path
	below map[string]bool
	globs map[string][]*regexp.Regexp
	nets  []span
}

func number(text string) (uint32, bool) {
	ip := net.ParseIP(text).To4()
	if ip == nil {
		return 0, false
	}
	return uint32(ip[0])<<24 | uint32(ip[1])<<16 | uint32(ip[2])<<8 | uint32(ip[3]), true
}

func (r *rules) add(rule string) {
	if _, network, err := net.ParseCIDR(rule); err == nil {
		first, _ := number(network.IP.String())
		ones, bits := network.Mask.Size()
		r.nets = append(r.nets, span{first, first + uint32(1<<(bits-ones)) - 1})
		return
	}
	if address, ok := number(rule); ok {
		r.nets = append(r.nets, span{address, address})
		return
	}
	switch {
	case strings.HasPrefix(rule, "*."):
		r.below[rule[2:]] = true
	case strings.Contains(rule, "*"):
		tail := rule[strings.LastIndex(rule, "*"):]
		tail = tail[strings.Index(tail, ".")+1:]
		pattern := strings.ReplaceAll(regexp.QuoteMeta(rule), `\*`, `[^.]*`)
		r.globs[tail] = append(r.globs[tail], regexp.MustCompile("^"+pattern+"$"))
	case strings.Contains(rule, "://"):
		if u, err := url.Parse(rule); err == nil {
			r.paths[u.Host] = append(r.paths[u.Host], u.Path)
		}
	default:
		r.paths[rule] = append(r.paths[rule], "")
	}
}

func load(file string) *rules {
	text, err := os.ReadFile(file)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	r := &rules{map[string][]string{}, map[string]bool{}, map[string][]*regexp.Regexp{}, nil}
	for _, rule := range strings.Fields(string(text)) {
		r.add(rule)
	}
	sort.Slice(r.nets, func(i, j int) bool { return r.nets[i].first < r.nets[j].first })
	merged := r.nets[:0]
	for _, n := range r.nets {
		if end := len(merged); end > 0 && n.first <= merged[end-1].last {
			if n.last > merged[end-1].last {
				merged[end-1].last = n.last
			}
		} else {
			merged = append(merged, n)
		}
	}
	r.nets = merged
	return r
}

func (r *rules) covers(host, path string) bool {
	if last := host[len(host)-1]; last >= '0' && last <= '9' {
		if ip, ok := number(host); ok {
			i := sort.Search(len(r.nets), func(i int) bool { return r.nets[i].last >= ip })
			return i < len(r.nets) && r.nets[i].first <= ip
		}
	}
	for _, p := range r.paths[host] {
		if p == "" || p == path || strings.HasPrefix(path, p+"/") {
			return true
		}
	}
	for rest := host; ; {
		dot := strings.IndexByte(rest, '.')
		if dot < 0 {
			return false
		}
		rest = rest[dot+1:]
		if r.below[rest] {
			return true
		}
		for _, glob := range r.globs[rest] {
			if glob.MatchString(host) {
				return true
			}
		}
	}
}

func main() {
	in, out := load(os.Args[1]), load(os.Args[2])
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<20)
	to := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer to.Flush()
	for lines.Scan() {
		line := lines.Text()
		text := line
		if !strings.Contains(line, "://") {
			text = "https://" + line
		}
		u, err := url.Parse(text)
		if err != nil {
			continue
		}
		host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
		if host != "" && in.covers(host, u.Path) && !out.covers(host, u.Path) {
			to.WriteString(line)
			to.WriteByte('\n')
		}
	}
}
