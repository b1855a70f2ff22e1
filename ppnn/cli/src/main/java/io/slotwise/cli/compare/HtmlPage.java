package io.slotwise.cli.compare;

import java.util.List;

/** Builds one HTML file that needs no other: style and images are within it. */
public final class HtmlPage {
  private static final String STYLE =
      "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
          + "table{border-collapse:collapse}td,th{padding:.2rem .8rem;text-align:right;"
          + "border-bottom:1px solid #ccc}td:first-child,th:first-child{text-align:left}"
          + "img{max-width:100%}figure{margin:1rem 0}figcaption{color:#555}"
          + ".answer{font-size:1.3rem;background:#eef4ff;padding:.8rem 1rem;"
          + "border-left:.3rem solid #2a5db0}.wide{overflow-x:auto}";

  private final StringBuilder html = new StringBuilder();

  private HtmlPage() {}

  /** Starts a page; its title is its first heading too. */
  public static HtmlPage titled(String title) {
    HtmlPage page = new HtmlPage();
    page.html
        .append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
        .append(escaped(title))
        .append("</title><style>")
        .append(STYLE)
        .append("</style></head><body>\n");
    return page.element("h1", title);
  }

  /** Adds text in an element, such as {@code h2} or {@code p}. */
  public HtmlPage element(String tag, String text) {
    html.append('<').append(tag).append('>').append(escaped(text));
    html.append("</").append(tag).append(">\n");
    return this;
  }

  /** Adds a paragraph that stands out: what the page is read for. */
  public HtmlPage answer(String text) {
    html.append("<p class=\"answer\">").append(escaped(text)).append("</p>\n");
    return this;
  }

  /**
   * Adds a picture.
   *
   * @param image a data URI
   */
  public HtmlPage figure(String image, String caption) {
    html.append("<figure><img alt=\"")
        .append(escaped(caption))
        .append("\" src=\"")
        .append(image)
        .append("\"><figcaption>")
        .append(escaped(caption))
        .append("</figcaption></figure>\n");
    return this;
  }

  /** Adds a table; every row has as many cells as there are columns. */
  public HtmlPage table(List<String> columns, List<List<String>> rows) {
    html.append("<div class=\"wide\"><table>");
    row("th", columns);
    rows.forEach(cells -> row("td", cells));
    html.append("</table></div>\n");
    return this;
  }

  private void row(String tag, List<String> cells) {
    html.append("<tr>");
    for (String cell : cells) {
      html.append('<').append(tag).append('>').append(escaped(cell));
      html.append("</").append(tag).append('>');
    }
    html.append("</tr>\n");
  }

  /** The whole page. */
  @Override
  public String toString() {
    return html + "</body></html>\n";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
