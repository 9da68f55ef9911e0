# bash completion for bugquill: asks the program itself, so that nothing here can be out of date.
_bugquill() {
    local line IFS=$'\n'
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("${line%%$'\t'*}")
    done < <("${COMP_WORDS[0]}" __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2> /dev/null)
    if [ ${#COMPREPLY[@]} -eq 0 ]; then
        compopt -o default 2> /dev/null
    fi
}
complete -F _bugquill bugquill
