namespace UwsKit;

/// <summary>A form that a result can be put into: an input of another job.</summary>
/// <param name="Title">What that job does.</param>
/// <param name="Url">The form, with the result filled in.</param>
internal sealed record ResultUse(string Title, string Url);
