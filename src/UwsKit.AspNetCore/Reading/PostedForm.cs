namespace UwsKit;

/// <summary>What a request carried: the values of its body (files already stored) and those of its query string.</summary>
/// <param name="Body">In the order received.</param>
/// <param name="Query">In the order received.</param>
internal sealed record PostedForm(IReadOnlyList<PostedValue> Body, IReadOnlyList<PostedValue> Query)
{
    /// <summary>The text of a control parameter, its name in any case; the body's wins over the query string's. Null = not given.</summary>
    /// <exception cref="UwsException">Given with several different values, or as a file.</exception>
    public string? Control(string name)
    {
        var values = Has(Body, name) ? Body : Query;
        string? text = null;
        foreach (var value in values)
        {
            if (Is(value, name))
            {
                text = value.Value is { } own && (text is null || text == own) ? own
                    : throw new UwsException(UwsErrorKind.Invalid, $"{name} is given with several values or as a file; one text value is allowed.");
            }
        }

        return text;
    }

    /// <summary>The job's parameters: the values of body, then query string, without control parameters. A RUNID of the body hides one of the query string.</summary>
    public IReadOnlyList<PostedValue> JobParameters()
    {
        var hidden = Has(Body, ControlParameters.RunId) ? ControlParameters.RunId : null;
        List<PostedValue> own = new(Body.Count + Query.Count);
        own.AddRange(Body.Where(IsOfTheJob));
        own.AddRange(Query.Where(v => IsOfTheJob(v) && (hidden is null || !Is(v, hidden))));
        return own;
    }

    /// <summary>A parameter must have a name.</summary>
    public static void CheckName(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw new UwsException(UwsErrorKind.Invalid, "A parameter without a name was sent.");
        }
    }

    /// <summary>The number of values of a request is limited.</summary>
    public static void CheckCount(int count, LimitOptions limits)
    {
        if (count > limits.MaxValues)
        {
            throw new UwsException(UwsErrorKind.TooLarge, $"The request has more than the {limits.MaxValues} values allowed.");
        }
    }

    /// <summary>413 for one value.</summary>
    public static UwsException ValueTooLong(string name, LimitOptions limits)
        => new(UwsErrorKind.TooLarge, $"The value of parameter '{OneLine.Of(name)}' is longer than the {limits.MaxValueBytes} bytes allowed.");

    private static bool Has(IReadOnlyList<PostedValue> values, string name)
    {
        foreach (var value in values)
        {
            if (Is(value, name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfTheJob(PostedValue value)
    {
        foreach (var name in ControlParameters.NotOfTheJob)
        {
            if (Is(value, name))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Is(PostedValue value, string name) => name.Equals(value.Name, StringComparison.OrdinalIgnoreCase);
}
