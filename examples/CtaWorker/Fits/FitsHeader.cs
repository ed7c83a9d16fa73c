namespace CtaWorker.Fits;

/// <summary>The cards of one header in their order, with typed look-ups. Of a repeated keyword the first counts.</summary>
internal sealed class FitsHeader
{
    private readonly List<FitsCard> _cards = [];
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);

    public IReadOnlyList<FitsCard> Cards => _cards;

    public FitsHeader Add(string keyword, object? value, string? comment = null) => Add(new FitsCard(keyword, value, comment));

    public FitsHeader Add(FitsCard card)
    {
        _index.TryAdd(card.Keyword, _cards.Count);
        _cards.Add(card);
        return this;
    }

    /// <summary>Replaces the value of a card that is there.</summary>
    public void Set(string keyword, object value)
    {
        var at = _index[keyword];
        _cards[at] = _cards[at] with { Value = value };
    }

    /// <summary>Appends a CONTINUE card's text to the string before it, if that one asks for it with a final <c>&amp;</c> (FITS 4.0 §4.2.1.2).</summary>
    public void Continue(FitsCard card)
    {
        if (_cards is [.., { Value: string open } last] && open.EndsWith('&') && card.Value is string more)
        {
            _cards[^1] = last with { Value = open[..^1] + more };
        }
    }

    public object? Value(string keyword) => _index.TryGetValue(keyword, out var at) ? _cards[at].Value : null;

    /// <summary>The string value, or null when there is none.</summary>
    public string? Text(string keyword) => Value(keyword) as string is { Length: > 0 } text ? text.Trim() : null;

    /// <summary>The finite number, or null when there is none.</summary>
    public double? Real(string keyword) => Value(keyword) switch
    {
        double real when double.IsFinite(real) => real,
        long integer => integer,
        _ => null,
    };

    /// <summary>The integer of a card that the standard demands, within the bounds that make sense for it.</summary>
    public long Integer(string keyword, long min, long max) => Value(keyword) switch
    {
        long integer when integer >= min && integer <= max => integer,
        null => throw new FitsException($"the FITS header lacks {keyword}"),
        var value => throw new FitsException($"{keyword} = {value} in the FITS header: an integer from {min} to {max} is needed"),
    };
}
