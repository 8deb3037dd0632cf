package dev.salvor.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private static final String HOSTILE =
      "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>&lt;\u202egnp.h5\u0000";

  @Test
  void hostileNamesStayText() throws IOException {
    String plain = report(List.of(TestRows.full("name"), TestRows.rejected()));
    String hostile = report(List.of(TestRows.full(HOSTILE), TestRows.rejected()));
    assertThat(tags(hostile)).isEqualTo(tags(plain));
    assertThat(hostile)
        .contains("&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;")
        .contains("⟨U+202E⟩gnp.h5⟨U+0000⟩")
        .doesNotContain("\u202e", "<img", "javascript:");
  }

  /** Structure without text and attribute values that hold ids. */
  private static List<String> tags(String html) {
    return Pattern.compile("<[^>]*>")
        .matcher(html)
        .results()
        .map(tag -> tag.group().replaceAll("id=\"a-[0-9a-f]*\"", ""))
        .toList();
  }

  @Test
  void refersToNothingOutside() throws IOException {
    String report = report(List.of(TestRows.full()));
    assertThat(report)
        .doesNotContain("http:", "https:", "src=", "@import", "url(")
        .contains("default-src 'none'; style-src 'sha256-");
  }

  @Test
  void saysWhatARowSays() throws IOException {
    assertThat(report(List.of(TestRows.full(), TestRows.rejected())))
        .contains("<output id=\"count\">2 artifacts</output>")
        .contains("<b>1</b> unchanged")
        .contains("<bdi class=\"path\">a/b.h5</bdi>")
        .contains("data-outcome=\"rejected\" data-class=\"unreadable\" data-kind=\"unknown\"")
        .contains("<code>store/permission</code> denied")
        .contains("Compared with 4 samples recorded in the old environment on the cpu.")
        .contains("<td>1.3e-7<td>0.5<td>1e-5 + 1e-4·|b|<td>0<td>39<td>same")
        .contains("<option value=\"unreadable\">unreadable (1)");
  }

  @Test
  void manyRowsStaySmall() throws IOException {
    MigrationRecord row = TestRows.full();
    int one = report(List.of(row)).length();
    int two = report(List.of(row, row)).length();
    assertThat(two - one).isLessThan(4_000);
  }

  private static String report(List<MigrationRecord> rows) throws IOException {
    StringWriter out = new StringWriter();
    HtmlReport.write(Summary.of("run", "c", Map.of("input", "store"), rows), rows, out);
    return out.toString();
  }
}
