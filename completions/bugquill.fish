# fish completion for bugquill: asks the program itself, so that nothing here can be out of date.
function __bugquill_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct | string unescape)
    test -n "$word"; or set word ''
    set -l found ($words[1] __complete -- $words[2..-1] $word 2> /dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c bugquill -f -a '(__bugquill_complete)'
