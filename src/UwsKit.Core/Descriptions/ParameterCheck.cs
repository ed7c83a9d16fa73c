namespace UwsKit;

/// <summary>One judgement of one request's values; used once.</summary>
internal sealed class ParameterCheck
{
    private const int MostViolations = 100;
    private const string ReferencePrefix = "param:";

    private readonly JobDescription _description;
    private readonly IReadOnlyList<PostedValue> _posted;
    private readonly Dictionary<string, ParameterDescription> _declared = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, JobFile> _parts = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _referred = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _uploaded = new(StringComparer.OrdinalIgnoreCase);
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
            if (name == ParameterNames.RunId || (_declared.TryGetValue(name, out var declared) && !declared.Repeatable))
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
        else if (TakesFiles(name) && Reference(value) is { } part)
        {
            _referred.Add(part);
        }
    }

    private void Text(string name, string value)
    {
        if (name.Equals(ParameterNames.RunId, StringComparison.OrdinalIgnoreCase))
        {
            Judge(ParameterNames.RunId, value, value.Length > ParameterNames.LongestRunId ? $"at most {ParameterNames.LongestRunId} characters" : null);
        }
        else if (IsUploadList(name))
        {
            var lost = UploadParts(value).Find(p => !_parts.ContainsKey(p));
            Judge(_declared.GetValueOrDefault(name)?.Name ?? "UPLOAD", value, lost is null ? null : $"{ReferencePrefix} and the name of a file part of the same request");
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

    // A file parameter, or one that is not described and may be anything.
    private void FileOrText(string name, string value, ParameterDescription? declared)
    {
        if (Reference(value) is { } part)
        {
            if (_parts.TryGetValue(part, out var file))
            {
                AcceptFile(name, file, declared);
            }
            else
            {
                Refuse($"parameter '{name}': '{ParameterText.Show(value)}' refers to a file part that was not sent");
            }
        }
        else if (declared is null || ParameterValue.IsHttpUrl(value))
        {
            Accept(new(name, value) { ByReference = declared is not null });
        }
        else
        {
            Judge(name, value, ParameterValue.Allowed(declared));
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
        else if (!TakesFiles(name) && !_uploaded.Contains(name))
        {
            var takers = _declared.Values.Where(d => d.Type == ParameterType.File).Select(d => d.Name).ToList();
            RefusePart($"file part '{ParameterText.Show(name)}': no parameter takes it; parameters that take files: {(takers.Count == 0 ? "none" : string.Join(", ", takers))}");
        }
        else if (Spell(name) is { } spelling)
        {
            AcceptFile(spelling, file, _declared.GetValueOrDefault(name));
        }
    }

    private void AcceptFile(string name, JobFile file, ParameterDescription? declared)
    {
        if (file.Size > declared?.MaxSize)
        {
            Count(name);
            RefusePart($"parameter '{name}': a file of {file.Size} bytes was sent; allowed: at most {declared.MaxSize} bytes");
        }
        else
        {
            Accept(new(name, null) { File = file });
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
        => ParameterRules.IsUpload(name)
            && (_declared.TryGetValue(name, out var declared) ? declared.Type == ParameterType.Text : _description.AllowUndescribedParameters);

    private static string? Reference(string value)
        => value.StartsWith(ReferencePrefix, StringComparison.OrdinalIgnoreCase) ? value[ReferencePrefix.Length..] : null;

    // DALI UPLOAD: "table,uri" pairs, several of them joined by semicolons.
    private static List<string> UploadParts(string value)
        => [.. value.Split(';').Select(pair => Reference(pair[(pair.IndexOf(',', StringComparison.Ordinal) + 1)..].Trim())).OfType<string>()];
}
