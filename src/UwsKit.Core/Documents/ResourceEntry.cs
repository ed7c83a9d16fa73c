namespace UwsKit;

/// <summary>One resource of the tree and what can be done with it: the source of both the WADL and the OpenAPI document. Immutable.</summary>
/// <param name="Path">Below the prefix, with <c>{list}</c>, <c>{job}</c> and the like.</param>
/// <param name="Operations">By verb.</param>
internal sealed record ResourceEntry(string Path, params IReadOnlyList<ResourceOperation> Operations);

/// <summary>One verb of one resource. Immutable.</summary>
/// <param name="Verb">GET, POST, PUT or DELETE.</param>
/// <param name="Id">Its name, unique in the tree.</param>
/// <param name="Text">One line for people.</param>
internal sealed record ResourceOperation(string Verb, string Id, string Text)
{
    /// <summary>What may stand in the query string.</summary>
    public IReadOnlyList<ParameterDescription> Query { get; init; } = [];

    /// <summary>Fields of the form that is the body, beside <see cref="WithParameters"/>; null = no form.</summary>
    public IReadOnlyList<ParameterDescription>? Fields { get; init; }

    /// <summary>Whether the parameters of the job list are fields of the form too, files included.</summary>
    public bool WithParameters { get; init; }

    /// <summary>Whether the body is a value or a file itself.</summary>
    public bool WithValue { get; init; }

    /// <summary>The status of success.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The forms of the answer, the one that is given without a wish first; empty = it has no body.</summary>
    public IReadOnlyList<AnswerForm> Forms { get; init; } = [];

    /// <summary>How it may be refused.</summary>
    public IReadOnlyList<int> Refusals { get; init; } = [];

    /// <summary>Whether everybody may do it, whatever the host asks for elsewhere; true too where it has a key of its own.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Whether it needs the token of the job's attempt.</summary>
    public bool NeedsEventToken { get; init; }
}

/// <summary>A form of an answer.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Schema">Of JSON the name of its schema, of XML its root element; null = it has none.</param>
internal sealed record AnswerForm(string MediaType, string? Schema = null);
