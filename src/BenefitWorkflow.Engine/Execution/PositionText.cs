using System.Globalization;
using System.Text;

namespace BenefitWorkflow.Engine.Execution;

/// <summary>
/// The text form of a position: <c>1|bookmarks|tokens|visits|variables|inputs</c>. Bookmarks and visits are <c>id:number</c>,
/// tokens connection keys, values <c>name:</c> and a letter for the type (<c>s</c>, <c>i</c>, <c>d</c>, <c>t</c>, <c>f</c>);
/// items are parted by commas and <c>\</c> keeps the next character as it is. Null values are left out.
/// Example: <c>1|approve1:1||verify:1,approve1:1|amountFen:i120000,tier:sA|</c>.
/// </summary>
internal static class PositionText
{
    private const string Version = "1|";

    public static string Write(Position position)
    {
        var text = new StringBuilder(96).Append(Version);
        var first = true;
        foreach (var bookmark in position.OpenBookmarks) Pair(text, ref first, bookmark.ActivityId).Append(bookmark.Visit);
        Section(text, ref first);
        foreach (var token in position.Tokens)
        {
            Separate(text, ref first);
            Escape(text, token);
        }
        Section(text, ref first);
        foreach (var visit in position.VisitCounts) Pair(text, ref first, visit.ActivityId).Append(visit.Count);
        Section(text, ref first);
        Values(text, ref first, position.Variables);
        Section(text, ref first);
        Values(text, ref first, position.Inputs);
        return text.ToString();
    }

    public static Position Read(string text)
    {
        if (!text.StartsWith(Version, StringComparison.Ordinal)) throw new FormatException("Not a position of version 1.");
        var reader = new Reader(text, Version.Length);

        var bookmarks = new List<Bookmark>();
        while (reader.Next()) bookmarks.Add(new Bookmark(reader.Name(), reader.Number()));
        reader.EndSection();
        var tokens = new List<string>();
        while (reader.Next()) tokens.Add(reader.Word());
        reader.EndSection();
        var visits = new List<VisitCount>();
        while (reader.Next()) visits.Add(new VisitCount(reader.Name(), reader.Number()));
        reader.EndSection();
        var variables = new List<NamedValue>();
        while (reader.Next()) variables.Add(new NamedValue(reader.Name(), reader.Value()));
        reader.EndSection();
        var inputs = new List<NamedValue>();
        while (reader.Next()) inputs.Add(new NamedValue(reader.Name(), reader.Value()));
        reader.End();
        return new Position([.. bookmarks], [.. tokens], [.. visits], [.. variables], [.. inputs]);
    }

    private static void Values(StringBuilder text, ref bool first, ReadOnlySpan<NamedValue> values)
    {
        foreach (var (name, value) in values)
        {
            if (value is null) continue;
            Pair(text, ref first, name);
            switch (value)
            {
                case string word:
                    Escape(text.Append('s'), word);
                    break;
                case long whole:
                    text.Append('i').Append(CultureInfo.InvariantCulture, $"{whole}");
                    break;
                case decimal number:
                    text.Append('d').Append(CultureInfo.InvariantCulture, $"{number}");
                    break;
                case bool flag:
                    text.Append(flag ? 't' : 'f');
                    break;
                default:
                    throw new InvalidOperationException("A position holds a value of another type.");
            }
        }
    }

    private static StringBuilder Pair(StringBuilder text, ref bool first, string name)
    {
        Separate(text, ref first);
        return Escape(text, name).Append(':');
    }

    private static void Separate(StringBuilder text, ref bool first)
    {
        if (!first) text.Append(',');
        first = false;
    }

    private static void Section(StringBuilder text, ref bool first)
    {
        text.Append('|');
        first = true;
    }

    private static StringBuilder Escape(StringBuilder text, string word)
    {
        if (word.AsSpan().IndexOfAny(@"\|,:") < 0) return text.Append(word);
        foreach (var character in word)
        {
            if (character is '\\' or '|' or ',' or ':') text.Append('\\');
            text.Append(character);
        }
        return text;
    }

    private ref struct Reader(string text, int at)
    {
        private int _at = at;
        private bool _first = true;

        /// <summary>True when the section has another item; the reader then stands on it.</summary>
        public bool Next()
        {
            if (_at >= text.Length || text[_at] == '|') return false;
            if (!_first) Expect(',');
            _first = false;
            return true;
        }

        public string Name()
        {
            var name = Word();
            if (name.Length == 0) throw Broken();
            Expect(':');
            return name;
        }

        public int Number()
        {
            var start = _at;
            while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
            return int.TryParse(text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw Broken();
        }

        public object Value()
        {
            if (_at >= text.Length) throw Broken();
            var type = text[_at++];
            var word = Word();
            return type switch
            {
                's' => word,
                't' when word.Length == 0 => true,
                'f' when word.Length == 0 => false,
                'i' when long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
                'd' when decimal.TryParse(word, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture, out var number) => number,
                _ => throw Broken(),
            };
        }

        public string Word()
        {
            var start = _at;
            while (_at < text.Length && text[_at] is not ('\\' or '|' or ',' or ':')) _at++;
            if (_at >= text.Length || text[_at] != '\\') return text[start.._at];

            var word = new StringBuilder().Append(text, start, _at - start);
            while (_at < text.Length && text[_at] is not ('|' or ',' or ':'))
            {
                if (text[_at] == '\\' && ++_at >= text.Length) throw Broken();
                word.Append(text[_at++]);
            }
            return word.ToString();
        }

        public void EndSection()
        {
            Expect('|');
            _first = true;
        }

        public readonly void End()
        {
            if (_at != text.Length) throw Broken();
        }

        private void Expect(char character)
        {
            if (_at >= text.Length || text[_at] != character) throw Broken();
            _at++;
        }

        private readonly FormatException Broken() =>
            new(string.Create(CultureInfo.InvariantCulture, $"Not a position: unexpected character at {_at}."));
    }
}
