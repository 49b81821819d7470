"""What people paste from GitHub comes out as they meant it."""

import re

import pytest

from forum.core.markup import render


def shape(source: str) -> str:
    """Return the HTML of a source without what all links have in common and without white space between elements."""
    html = render(source).html.replace(' rel="nofollow ugc noopener"', "")
    return re.sub(r"(?<=>)\n+|\n+(?=</?[uol][li]>)", "", html)


LISTS = {
    "two spaces nest": (
        "- a\n  - b\n    - c\n- d",
        "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>",
    ),
    "four spaces nest": (
        "- a\n    - b\n        - c",
        "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>",
    ),
    "tabs nest": ("- a\n\t- b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
    "two spaces nest under a number too": (
        "1. a\n  - b\n  - c\n2. d",
        "<ol><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ol>",
    ),
    "three spaces nest under a number": (
        "1. a\n   1. b\n2. c",
        "<ol><li>a<ol><li>b</li></ol></li><li>c</li></ol>",
    ),
    "a list follows text at once": ("Steps:\n1. a\n2. b", "<p>Steps:</p><ol><li>a</li><li>b</li></ol>"),
    "a year does not begin a list": (
        "It happened in\n2019. Never again.",
        "<p>It happened in<br>2019. Never again.</p>",
    ),
    "a list keeps its first number": ("3. c\n4. d", '<ol start="3"><li>c</li><li>d</li></ol>'),
    "blank lines make paragraphs": ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
    "text lined up behind its bullet is no code": ("-      a\n-      b", "<ul><li>a</li><li>b</li></ul>"),
    "an item has paragraphs": ("- a\n\n  b\n- c", "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>"),
    "text goes on without indent": ("- a\nb\n- c", "<ul><li>a<br>b</li><li>c</li></ul>"),
    "another bullet begins another list": ("- a\n* b", "<ul><li>a</li></ul><ul><li>b</li></ul>"),
    "tasks have boxes that nobody can tick": (
        "- [ ] a\n- [x] **b**\n- [y] c",
        '<ul><li class="task"><label><input type="checkbox" disabled=""> a</label></li>'
        '<li class="task"><label><input type="checkbox" disabled="" checked=""> <strong>b</strong></label></li>'
        "<li>[y] c</li></ul>",
    ),
}


@pytest.mark.parametrize(("source", "html"), LISTS.values(), ids=LISTS.keys())
def test_lists(source: str, html: str) -> None:
    assert shape(source) == html


def code(text: str, language: str = "", name: str = "") -> str:
    attributes = f' class="language-{language}"' if language else ""
    label = f' data-language="{name}"' if name else ""
    return f'<div class="code"{label}><pre tabindex="0"><code{attributes}>{text}</code></pre></div>'


CODE = {
    "a fence follows text at once": (
        "Run\n```\nls\n```\nand wait",
        "<p>Run</p>" + code("ls\n") + "<p>and wait</p>",
    ),
    "tabs stay tabs": ("```\nall:\n\tcc\n```", code("all:\n\tcc\n")),
    "blank lines and markup stay": ("```\na\n\n\n*b*\n```", code("a\n\n\n*b*\n")),
    "tags are text": ("```\n<b>&amp;</b>\n```", code("&lt;b&gt;&amp;amp;&lt;/b&gt;\n")),
    "addresses in code are no links": ("```\nhttps://a.example\n```", code("https://a.example\n")),
    "a forgotten closing fence": ("```\nls", code("ls\n")),
    "a longer fence shows a shorter one": ("````\n```\n````", code("```\n")),
    "tildes": ("~~~\n`\n~~~", code("`\n")),
    "an unknown language is only a label": ("```frob\nx\n```", code("x\n", "frob", "frob")),
    "attributes in braces": ('```{.python title="x"}\nx\n```', code("x\n", "python", "Python")),
    "words behind the language": ("```python title=x\nx\n```", code("x\n", "python", "Python")),
    "no language that is none": ("```<script>\nx\n```", code("x\n", "script", "script")),
    "a fence in an item": (
        "1. a\n   ```\n   x\n     y\n   ```\n2. b",
        "<ol><li>a" + code("x\n  y\n") + "</li><li>b</li></ol>",
    ),
    "a fence in a quotation": ("> ```\n> x\n> ```", "<blockquote>" + code("x\n") + "</blockquote>"),
    "four spaces after a blank line": ("a\n\n    x\n\n      y\n\nb", "<p>a</p>" + code("x\n\n  y\n") + "<p>b</p>"),
    "four spaces inside a paragraph are nothing": ("a\n    b", "<p>a<br>b</p>"),
    "words are told apart": (
        "```py\nx = 'a'  # b\n```",
        code('x = <span class="s">\'a\'  </span><span class="c"># b\n</span>', "py", "Python"),
    ),
}


@pytest.mark.parametrize(("source", "html"), CODE.values(), ids=CODE.keys())
def test_code(source: str, html: str) -> None:
    assert shape(source) == html


def link(address: str, text: str | None = None) -> str:
    return f'<a href="{address}">{text or address}</a>'


LINKS = {
    "bare address": ("See https://a.example/b_c_d.", "See " + link("https://a.example/b_c_d") + "."),
    "in parentheses": ("(https://a.example/x)", "(" + link("https://a.example/x") + ")"),
    "with parentheses": ("https://a.example/x_(y)", link("https://a.example/x_(y)")),
    "with ampersands": ("https://a.example/?b=1&c=2", link("https://a.example/?b=1&amp;c=2")),
    "without a scheme": ("www.a.example!", link("https://www.a.example", "www.a.example") + "!"),
    "in angle brackets": ("<https://a.example>", link("https://a.example")),
    "mail": ("<ada@a.example>", link("mailto:ada@a.example", "ada@a.example")),
    "inside a word": ("xhttps://a.example", "xhttps://a.example"),
    "inside code": ("`https://a.example`", "<code>https://a.example</code>"),
    "inside code in HTML": ("<code>https://a.example</code>", "<code>https://a.example</code>"),
    "inside a link": ("[https://a.example](https://b.example)", link("https://b.example", "https://a.example")),
    "inside a link in HTML": ('<a href="https://b.example">www.a.eu</a>', link("https://b.example", "www.a.eu")),
    "with a title": ('[a](https://b.example "c")', '<a href="https://b.example" title="c">a</a>'),
    "with a space": ("[a](<https://b.example/c d>)", link("https://b.example/c%20d", "a")),
    "by a label": (
        "[a][1] [b] [c][]\n\n[1]: https://1.example\n[b]: <https://b.example>\n[C]: https://c.example",
        link("https://1.example", "a") + " " + link("https://b.example", "b") + " " + link("https://c.example", "c"),
    ),
    "by a label right below the text": ("[a][1]\n[1]: https://1.example", link("https://1.example", "a")),
    "without a text": ("[](https://a.example)", link("https://a.example")),
    "around an image without a text": (
        "[![](https://a.example/b.png)](https://c.example)",
        link("https://c.example", "b.png"),
    ),
    "without a label's address": ("[a][1] and [x]", "[a][1] and [x]"),
    "within the site": ("[a](/questions/1)", link("/questions/1", "a")),
    "another site's images": (
        "![lamp](https://a.example/b.png)",
        '<a href="https://a.example/b.png" class="image">lamp</a>',
    ),
    "a badge": ("[![build](https://a.example/b.svg)](https://c.example)", link("https://c.example", "build")),
    "images of the site": (
        "![lamp](/images/0123456789abcdef0123-640x480.webp)",
        '<img src="/images/0123456789abcdef0123-640x480.webp" width="640" height="480" alt="lamp" loading="lazy">',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "html"), LINKS.values(), ids=LINKS.keys())
def test_links(source: str, html: str) -> None:
    assert shape(source) == f"<p>{html}</p>"


def test_all_links_tell_crawlers_that_we_do_not_vouch_for_them() -> None:
    html = render("https://a.example [b](https://b.example) <https://c.example> [d](/tags)").html
    assert html.count("<a ") == html.count('rel="nofollow ugc noopener"') == 4


INLINE = {
    "emphasis": ("*a* _b_ **c** __d__ ***e*** ~~f~~", (
        "<em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <strong><em>e</em></strong> <del>f</del>"
    )),
    "words with underscores": ("snake_case_name and __init__.py", "snake_case_name and <strong>init</strong>.py"),
    "home folders are not struck": ("~/a and ~/b", "~/a and ~/b"),
    "lines break where they were broken": ("a\nb  \nc\\\nd", "a<br>b<br>c<br>d"),
    "code with ticks": ("``a`b``", "<code>a`b</code>"),
    "code that does not end": ("``a`b and `c", "``a<code>b and</code>c"),
    "code with tags": ("`<b>` `&amp;`", "<code>&lt;b&gt;</code> <code>&amp;amp;</code>"),
    "placeholders are not lost": ("run it with <file> or <your-name>", "run it with &lt;file&gt; or &lt;your-name&gt;"),
    "type parameters are not lost": ("List<T>, Map<K, V>", "List&lt;T&gt;, Map&lt;K, V&gt;"),
    "small and large": ("a < b > c & d", "a &lt; b &gt; c &amp; d"),
    "characters by name": ("&copy; &lt;b&gt; \\&copy;", "© &lt;b&gt; &amp;copy;"),
    "escaped marks": ("\\*a\\* \\# \\[b\\] \\<i\\>", "*a* # [b] &lt;i&gt;"),
    "simple tags": ("H<sub>2</sub>O <kbd>Ctrl</kbd>", "H<sub>2</sub>O <kbd>Ctrl</kbd>"),
    "a tag that is left open ends with its paragraph": ("<b>a", "<b>a</b>"),
    "comments are hidden": ("a <!-- b --> c", "a  c"),
    "half a comment is text": ("a <!-- b", "a &lt;!-- b"),
    "brackets of a log": ("[12:01] [INFO] up", "[12:01] [INFO] up"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "html"), INLINE.values(), ids=INLINE.keys())
def test_inside_a_line(source: str, html: str) -> None:
    assert shape(source) == f"<p>{html}</p>"


TABLES = {
    "with edges": ("| a | b |\n| --- | --- |\n| 1 | 2 |", "<td>1</td><td>2</td>"),
    "without edges": ("a|b\n-|-\n1|2", "<td>1</td><td>2</td>"),
    "with alignment": ("|a|b|\n|:-|-:|\n|1|2|", '<td class="align-left">1</td><td class="align-right">2</td>'),
    "with divisions as text": ("|a|b|\n|-|-|\n|`1|1`|2\\|2|", "<td><code>1|1</code></td><td>2|2</td>"),
    "with marks": ("|a|b|\n|-|-|\n|**1**|https://a.example|", f"<td><strong>1</strong></td><td>{link('https://a.example')}</td>"),
    "with too many cells": ("|a|b|\n|-|-|\n|1|2|3|", "<td>1</td><td>2</td>"),
    "right after text": ("Look:\n|a|b|\n|-|-|\n|1|2|", "<td>1</td><td>2</td>"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "row"), TABLES.values(), ids=TABLES.keys())
def test_tables(source: str, row: str) -> None:
    html = shape(source)
    assert '<div class="table-wrap" tabindex="0"><table><thead><tr><th' in html
    assert f"</tr></thead><tbody><tr>{row}</tr></tbody></table></div>" in html


def test_text_may_follow_a_table_at_once() -> None:
    assert shape("|a|b|\n|-|-|\n|1|2|\nDone.").endswith("</table></div><p>Done.</p>")


BLOCKS: dict[str, tuple[str, str]] = {
    "headings begin below the page's": ("# a\n## b\n#### c\n# d", "<h3>a</h3><h4>b</h4><h5>c</h5><h3>d</h3>"),
    "headings skip no level": ("### a\n###### b\n## c", "<h3>a</h3><h4>b</h4><h3>c</h3>"),
    "underlined headings": ("a\n=\nb\n-", "<h3>a</h3><h4>b</h4>"),
    "a hash alone is no heading": ("#1 is #2", "<p>#1 is #2</p>"),
    "hashes without a space": ("##a\n###b", "<h3>a</h3><h4>b</h4>"),
    "closing hashes": ("# a #", "<h3>a</h3>"),
    "a quotation goes on": ("> a\nb\n\nc", "<blockquote><p>a<br>b</p></blockquote><p>c</p>"),
    "a quotation in a quotation": ("> a\n> > b", "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>"),
    "rules": ("a\n\n---\n***", "<p>a</p><hr><hr>"),
    "blocks in HTML": (
        "<details>\n<summary>a</summary>\n\n**b**\n\n</details>",
        "<details><summary>a</summary><p><strong>b</strong></p></details>",
    ),
    "a line of HTML between others": (
        "<h1>a</h1>\n**b**\n\n<br>\n> c",
        ("<h3>a</h3><p><strong>b</strong></p><p><br></p><blockquote><p>c</p></blockquote>"),
    ),
    "a comment before text": ("<!-- a -->**b**\n\n<!-- c\n\n-->\nd", "<p><strong>b</strong></p><p>d</p>"),
    "foreign line ends": ("a\r\n\r\nb\rc", "<p>a</p><p>b<br>c</p>"),
    "nothing": (" \n\t\n", ""),
}


@pytest.mark.parametrize(("source", "html"), BLOCKS.values(), ids=BLOCKS.keys())
def test_blocks(source: str, html: str) -> None:
    assert shape(source) == html


def test_a_dump_in_html_gets_the_same_form() -> None:
    code = '<pre class="lang-bash prettyprint-override"><code>ls &amp;&amp; <b>pwd</b>\n</code></pre>'
    html = render(f"{code}<h1>a</h1><strike>b</strike>", format="html").html.replace("\n", "")
    assert html.startswith('<div class="code" data-language="Bash"><pre tabindex="0"><code class="language-bash">ls')
    assert "&amp;&amp; <" in html
    assert html.endswith("</code></pre></div><h3>a</h3><s>b</s>")


def test_text_is_what_a_reader_sees() -> None:
    rendered = render("# Title\n\nUse `sudo`:\n\n- [ ] a\n\n```sh\nrm x\n```")
    assert rendered.text == "Title\nUse sudo:\na\nrm x"
