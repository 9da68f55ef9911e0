# bash completion for bugquill: asks the program itself, so that nothing here can be out of date.
_bugquill() {
    local IFS=$'\n' line word typed part at quote=
    local -a words=()
    COMPREPLY=()
    # bash takes --format=json and http://x apart at = and :, here they are one word again
    for ((at = 1; at <= COMP_CWORD; at++)); do
        word=${COMP_WORDS[at]} part=${COMP_WORDS[at - 1]}
        if [ ${#words[@]} -gt 0 ] && [[ $word == [=:]* || $part == [=:] ]]; then
            words[${#words[@]} - 1]+=$word
        else
            words+=("$word")
        fi
    done
    typed=${words[${#words[@]} - 1]}
    # what bash does not replace of it
    part=${COMP_WORDS[COMP_CWORD]}
    [[ $part == [=:] ]] && part=
    part=${typed%"$part"}
    case $typed in [\"\']*) quote=${typed:0:1} ;; esac
    for at in "${!words[@]}"; do
        word=${words[at]#[\"\']}
        words[at]=${word//\\/}
    done
    while IFS= read -r line; do
        line=${line%%$'\t'*}
        line=${line#"${part#[\"\']}"}
        [ -n "$quote" ] || printf -v line %q "$line"
        COMPREPLY+=("$line")
    done < <("${COMP_WORDS[0]}" __complete -- "${words[@]}" 2> /dev/null)
    if [ ${#COMPREPLY[@]} -eq 0 ]; then
        compopt -o default 2> /dev/null
    fi
}
complete -F _bugquill bugquill
