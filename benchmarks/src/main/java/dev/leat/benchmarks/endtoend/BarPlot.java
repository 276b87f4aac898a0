package dev.leat.benchmarks.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Bars for medians, with a line from the least to the most that was measured. */
final class BarPlot {
    private static final int LABEL_WIDTH = 170;
    private static final int BAR_WIDTH = 460;
    private static final int WIDTH = 760;
    private static final int BAR_HEIGHT = 18;
    private static final int STEP = 28;
    private static final int TOP = 44;

    private final String title;
    private final List<Bar> bars = new ArrayList<>();

    private record Bar(String label, Median value) {}

    BarPlot(String title) {
        this.title = title;
    }

    void bar(String label, Median value) {
        bars.add(new Bar(label, value));
    }

    /** The plot as a file of its own. */
    String svg() {
        double most = bars.stream().mapToDouble(bar -> bar.value().max()).max().orElse(1);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n<text x=\"10\" y=\"22\" font-size=\"14\">%s</text>%n",
                WIDTH,
                TOP + bars.size() * STEP + 10,
                escaped(title)));
        for (int i = 0; i < bars.size(); i++) {
            append(svg, bars.get(i), TOP + i * STEP, BAR_WIDTH / most);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void append(StringBuilder svg, Bar bar, int y, double scale) {
        Median value = bar.value();
        int middle = y + BAR_HEIGHT / 2;
        double from = LABEL_WIDTH + value.min() * scale;
        double to = LABEL_WIDTH + value.max() * scale;
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n"
                        + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#4878a8\"/>%n"
                        + "<path d=\"M%.1f %d H%.1f M%.1f %d v8 M%.1f %d v8\" stroke=\"black\"/>%n"
                        + "<text x=\"%.1f\" y=\"%d\">%s</text>%n",
                LABEL_WIDTH - 8,
                middle + 4,
                escaped(bar.label()),
                LABEL_WIDTH,
                y,
                value.value() * scale,
                BAR_HEIGHT,
                from,
                middle,
                to,
                from,
                middle - 4,
                to,
                middle - 4,
                to + 8,
                middle + 4,
                String.format(Locale.ROOT, value.value() < 100 ? "%.2f" : "%,.0f", value.value())));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
