# fish completion for bugquill: asks the program itself, so that nothing here can be out of date.
function __bugquill_complete
    set -l words (commandline -opc) (commandline -ct)
    $words[1] __complete -- $words[2..-1] 2> /dev/null
end
complete -c bugquill -a '(__bugquill_complete)'
