namespace UwsKit;

/// <summary>One judgement of one request's values; used once.</summary>
internal sealed class ParameterCheck
{
    private const int MostViolations = 100;

    private readonly JobDescription _description;
    private readonly IReadOnlyList<PostedValue> _posted;
    private readonly Dictionary<string, ParameterDescription> _declared = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, JobFile> _parts = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _referred = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _uploaded = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _uploadNames = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (string Spelling, int Count)> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<JobParameter> _accepted = [];
    private readonly List<string> _dropped = [];
    private readonly List<string> _violations = [];
    private readonly List<string> _fileViolations = [];
    private int _unsaid;

    public ParameterCheck(JobDescription description, IReadOnlyList<PostedValue> posted)
    {
        (_description, _posted) = (description, posted);
        foreach (var declared in description.Parameters)
        {
            _declared.TryAdd(declared.Name, declared);
        }
    }

    public ParameterVerdict Run()
    {
        foreach (var part in _posted.Where(p => p.File is not null))
        {
            _parts.TryAdd(part.Name, part.File!);
        }

        // First who refers to which part, because parts may come before the values that name them.
        foreach (var value in _posted.Where(p => p.File is null))
        {
            Refer(value.Name, value.Value ?? "");
        }

        foreach (var value in _posted)
        {
            if (value.File is { } file)
            {
                Part(value.Name, file);
            }
            else
            {
                Text(value.Name, value.Value ?? "");
            }
        }

        foreach (var (name, count) in _seen.Values.Where(s => s.Count > 1))
        {
            if (name is ParameterNames.RunId or ResponseFormats.Parameter || (_declared.TryGetValue(name, out var declared) && !declared.Repeatable))
            {
                Refuse($"parameter '{name}': given {count} times; allowed: once");
            }
        }

        if (_unsaid > 0)
        {
            _violations.Add($"and {_unsaid} more");
        }

        var used = _accepted.Select(p => p.File).OfType<JobFile>().ToHashSet(ReferenceEqualityComparer.Instance);
        return new(_accepted, _violations, [.. _dropped.Distinct(StringComparer.OrdinalIgnoreCase)], [.. _posted.Select(p => p.File).OfType<JobFile>().Where(f => !used.Contains(f))])
        {
            FileViolations = _fileViolations,
        };
    }

    private void Refer(string name, string value)
    {
        if (IsUploadList(name))
        {
            foreach (var part in UploadParts(value))
            {
                _referred.Add(part);
                _uploaded.Add(part);
            }
        }
        else if (TakesFiles(name))
        {
            _referred.UnionWith(DaliUpload.Is(name) ? UploadParts(value) : DaliUpload.PartOf(value) is { } part ? [part] : []);
        }
    }

    private void Text(string name, string value)
    {
        if (name.Equals(ParameterNames.RunId, StringComparison.OrdinalIgnoreCase))
        {
            Judge(ParameterNames.RunId, value, ParameterNames.IsRunId(value) ? null : ParameterNames.RunIdWords);
        }
        else if (IsUploadList(name))
        {
            UploadList(_declared.GetValueOrDefault(name)?.Name ?? DaliUpload.Parameter, value);
        }
        else if (DaliUpload.Is(name) && _declared.TryGetValue(name, out var uploads) && uploads.Type == ParameterType.File)
        {
            UploadFiles(uploads, value);
        }
        else if (DaliUpload.Is(name) && DaliUpload.Addresses(_description))
        {
            Judge(DaliUpload.Parameter, value, $"NAME,URI, each NAME once, of the parameters that take files: {Takers()}");
        }
        else if (ResponseFormats.Is(name) && !ResponseFormats.IsDeclared(_description) && _description.Results.Count > 0)
        {
            Format(value);
        }
        else if (_declared.TryGetValue(name, out var declared) && declared.Type != ParameterType.File)
        {
            Judge(declared.Name, value, ParameterValue.Refusal(declared, value));
        }
        else if (!TakesFiles(name))
        {
            _dropped.Add(name);
        }
        else if (Spell(name) is { } spelling)
        {
            FileOrText(spelling, value, declared);
        }
    }

    // It says which of the described results the client wants, and is nothing for the work.
    private void Format(string value)
    {
        if (ResponseFormats.Refusal(_description, value) is { } allowed)
        {
            Judge(ResponseFormats.Parameter, value, allowed);
        }
        else
        {
            Count(ResponseFormats.Parameter);
        }
    }

    // The work reads UPLOAD itself: the value stays as it is, and the parts are parameters.
    private void UploadList(string name, string value)
    {
        var pairs = DaliUpload.Split(value);
        var names = pairs.Select(p => DaliUpload.Parse(p)?.Name).ToList();
        if (UploadParts(value).Find(p => !_parts.ContainsKey(p)) is not null)
        {
            Judge(name, value, "param: and the name of a file part of the same request");
        }
        else if (_declared.ContainsKey(name) && names.Contains(null))
        {
            Judge(name, value, DaliUpload.Words);
        }
        else if (names.OfType<string>().FirstOrDefault(n => !_uploadNames.Add(n)) is { } twice)
        {
            RefuseSecond(name, twice);
        }
        else
        {
            Judge(name, value, XmlText.IsLegal(value) || !_declared.ContainsKey(name) ? null : DaliUpload.Words);
        }
    }

    // Each upload is one file under a name that the client chose.
    private void UploadFiles(ParameterDescription declared, string value)
    {
        foreach (var pair in DaliUpload.Split(value))
        {
            if (DaliUpload.Parse(pair) is not var (name, uri))
            {
                Judge(declared.Name, pair, DaliUpload.Words);
            }
            else if (!_uploadNames.Add(name))
            {
                RefuseSecond(declared.Name, name);
            }
            else
            {
                FileOrText(declared.Name, uri, declared, $"{name},{uri}");
            }
        }
    }

    private void RefuseSecond(string parameter, string name)
    {
        Count(parameter);
        Refuse($"parameter '{parameter}': the name '{ParameterText.Show(name)}' is given more than once; allowed: once in a request");
    }

    // A file parameter, or one that is not described and may be anything.
    private void FileOrText(string name, string uri, ParameterDescription? declared, string? upload = null)
    {
        if (DaliUpload.PartOf(uri) is { } part)
        {
            if (_parts.TryGetValue(part, out var file))
            {
                AcceptFile(name, file, declared, upload);
            }
            else
            {
                Refuse($"parameter '{name}': '{ParameterText.Show(upload ?? uri)}' refers to a file part that was not sent");
            }
        }
        else if (declared is not null && ParameterValue.HasCredentials(uri))
        {
            // Not repeated: it would be in every log.
            Count(name);
            Refuse($"parameter '{name}': a URL with a user name or password is not allowed; allowed: {ParameterValue.Allowed(declared)}");
        }
        else if (declared is null || ParameterValue.IsHttpUrl(uri))
        {
            Accept(new(name, upload ?? uri) { ByReference = declared is not null });
        }
        else
        {
            Judge(name, upload ?? uri, upload is null ? ParameterValue.Allowed(declared) : DaliUpload.Words);
        }
    }

    private void Part(string name, JobFile file)
    {
        if (_referred.Contains(name) && !ReferenceEquals(_parts[name], file))
        {
            RefusePart($"file part '{ParameterText.Show(name)}': sent more than once, but a value refers to it; allowed: once");
        }
        else if (_referred.Contains(name) && !_uploaded.Contains(name))
        {
            return;
        }
        else if (_declared.TryGetValue(name, out var declared) && declared.Type != ParameterType.File)
        {
            RefusePart($"parameter '{declared.Name}': a file was sent; allowed: {ParameterValue.Allowed(declared)}");
        }
        else if (declared is not null && DaliUpload.Is(name))
        {
            RefusePart($"parameter '{declared.Name}': a file without a name was sent; allowed: {DaliUpload.Words}");
        }
        else if (!TakesFiles(name) && !_uploaded.Contains(name))
        {
            RefusePart($"file part '{ParameterText.Show(name)}': no parameter takes it; parameters that take files: {Takers()}");
        }
        else if (Spell(name) is { } spelling)
        {
            AcceptFile(spelling, file, _declared.GetValueOrDefault(name));
        }
    }

    private string Takers()
    {
        var takers = _declared.Values.Where(d => d.Type == ParameterType.File).Select(d => d.Name).ToList();
        return takers.Count == 0 ? "none" : string.Join(", ", takers);
    }

    private void AcceptFile(string name, JobFile file, ParameterDescription? declared, string? upload = null)
    {
        if (file.Size > declared?.MaxSize)
        {
            Count(name);
            RefusePart($"parameter '{name}': a file of {file.Size} bytes was sent; allowed: at most {declared.MaxSize} bytes");
        }
        else
        {
            Accept(new(name, upload) { File = file });
        }
    }

    private void Judge(string name, string value, string? allowed)
    {
        if (allowed is null)
        {
            Accept(new(name, value));
        }
        else
        {
            Count(name);
            var other = _declared.TryGetValue(name, out var declared) && DaliShape.Other(declared, value) is { } xtype ? $"unsupported-xtype: {xtype}: " : "";
            Refuse($"{other}parameter '{name}': '{ParameterText.Show(value)}' is not allowed; allowed: {allowed}");
        }
    }

    private void Accept(JobParameter parameter)
    {
        Count(parameter.Name);
        _accepted.Add(parameter);
    }

    private void Count(string name) => _seen[name] = (name, _seen.GetValueOrDefault(name).Count + 1);

    private void RefusePart(string line)
    {
        if (_fileViolations.Count < MostViolations)
        {
            _fileViolations.Add(line);
        }

        Refuse(line);
    }

    private void Refuse(string line)
    {
        if (_violations.Count < MostViolations)
        {
            _violations.Add(line);
        }
        else
        {
            _unsaid++;
        }
    }

    // The declared spelling, or that of the first value of the name; null when it cannot be a name.
    private string? Spell(string name)
    {
        if (_declared.TryGetValue(name, out var declared))
        {
            return declared.Name;
        }

        if (ParameterNames.IsGood(name) && !ParameterNames.Control.Contains(name))
        {
            return _seen.TryGetValue(name, out var seen) ? seen.Spelling : name;
        }

        Refuse($"parameter name '{ParameterText.Show(name)}' is not allowed; allowed: letters, digits, '.', '-', '_' and ':', no control parameter");
        return null;
    }

    private bool TakesFiles(string name)
        => _declared.TryGetValue(name, out var declared) ? declared.Type == ParameterType.File : _description.AllowUndescribedParameters;

    private bool IsUploadList(string name)
        => DaliUpload.Is(name)
            && (_declared.TryGetValue(name, out var declared) ? declared.Type == ParameterType.Text : _description.AllowUndescribedParameters);

    private static List<string> UploadParts(string value)
        => [.. DaliUpload.Split(value).Select(pair => DaliUpload.PartOf(DaliUpload.Parse(pair)?.Uri ?? "")).OfType<string>()];
}
