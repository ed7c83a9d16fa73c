namespace UwsKit.Catalogue;

/// <summary>A folder of description files that a test writes.</summary>
internal sealed class DescriptionFiles : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("uws-catalogue").FullName;

    public string this[string name] => Path.Combine(Folder, name);

    /// <summary>As careful writers do: beside it, then renamed.</summary>
    public void Write(string name, string json)
    {
        File.WriteAllText(this[name] + ".new", json);
        File.Move(this[name] + ".new", this[name], overwrite: true);
    }

    /// <summary>A sound description whose parameter's default is its version.</summary>
    public void Write(string file, string name, string version)
        => Write(file, $$"""{ "name": "{{name}}", "version": "{{version}}", "parameters": [ { "name": "v", "type": "text", "default": "{{version}}" } ], "results": [ { "name": "out{{version}}", "filePattern": "out" } ] }""");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
