/* The floor: libyaml's own document loader over the same files and nothing else. usage: yaml_loop FILE... */
#include <stdio.h>
#include <yaml.h>

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        yaml_parser_t parser;
        yaml_document_t document;
        FILE *file = fopen(argv[i], "rb");
        if (!file || !yaml_parser_initialize(&parser))
            return 1;
        yaml_parser_set_input_file(&parser, file);
        if (!yaml_parser_load(&parser, &document))
            return 1;
        yaml_document_delete(&document);
        yaml_parser_delete(&parser);
        fclose(file);
    }
    return 0;
}
