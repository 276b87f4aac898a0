package dev.leat.acceptance.tutorial;

import java.util.ArrayList;
import java.util.List;

/** The words of a command line, as a shell takes it apart: quotes hold a word together and are gone then. */
final class Words {
    private Words() {}

    static List<String> of(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean isWord = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0 ? c == quote : c == '\'' || c == '"') {
                quote = quote == 0 ? c : 0;
                isWord = true;
            } else if (quote == 0 && c == ' ') {
                if (isWord) {
                    words.add(word.toString());
                }
                word.setLength(0);
                isWord = false;
            } else {
                word.append(c);
                isWord = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a quote without its end: " + line);
        }
        if (isWord) {
            words.add(word.toString());
        }
        return words;
    }
}
