/* Made by build-aux/list-commands: do not edit. */
#include "bqi/cli.h"
extern const struct cli_command cli_cmd_add;
extern const struct cli_command cli_cmd_check;
extern const struct cli_command cli_cmd_complete;
extern const struct cli_command cli_cmd_config;
extern const struct cli_command cli_cmd_copy;
extern const struct cli_command cli_cmd_cvss;
extern const struct cli_command cli_cmd_drafts;
extern const struct cli_command cli_cmd_edit;
extern const struct cli_command cli_cmd_export;
extern const struct cli_command cli_cmd_filed;
extern const struct cli_command cli_cmd_history;
extern const struct cli_command cli_cmd_import;
extern const struct cli_command cli_cmd_list;
extern const struct cli_command cli_cmd_lsp;
extern const struct cli_command cli_cmd_manual;
extern const struct cli_command cli_cmd_merge_file;
extern const struct cli_command cli_cmd_new;
extern const struct cli_command cli_cmd_program;
extern const struct cli_command cli_cmd_rules;
extern const struct cli_command cli_cmd_scope;
extern const struct cli_command cli_cmd_show;
extern const struct cli_command cli_cmd_type;
extern const struct cli_command cli_cmd_where;
const struct cli_command *const cli_commands[] = {
    &cli_cmd_add,
    &cli_cmd_check,
    &cli_cmd_complete,
    &cli_cmd_config,
    &cli_cmd_copy,
    &cli_cmd_cvss,
    &cli_cmd_drafts,
    &cli_cmd_edit,
    &cli_cmd_export,
    &cli_cmd_filed,
    &cli_cmd_history,
    &cli_cmd_import,
    &cli_cmd_list,
    &cli_cmd_lsp,
    &cli_cmd_manual,
    &cli_cmd_merge_file,
    &cli_cmd_new,
    &cli_cmd_program,
    &cli_cmd_rules,
    &cli_cmd_scope,
    &cli_cmd_show,
    &cli_cmd_type,
    &cli_cmd_where,
    NULL };
