using System.Text;
using System.Text.RegularExpressions;

namespace UwsKit.Work;

/// <summary>What is run: the words for exec, and the script to copy, if the description has one.</summary>
/// <param name="Words">Program (absolute path) and arguments.</param>
/// <param name="Script">The description's script, to be copied to the program's path; null = the program stands where it is.</param>
internal sealed partial record CommandLine(IReadOnlyList<string> Words, string? Script)
{
    /// <summary>Linux takes no longer string in an exec, its closing NUL included (MAX_ARG_STRLEN).</summary>
    public const int MaxWordBytes = 128 * 1024;

    /// <exception cref="RefusedException">It cannot be run.</exception>
    public static CommandLine Of(JobDescription description, ParameterValues values, string scripts, string path)
    {
        var backend = description.Backend;
        var (program, script) = backend.Script is { } name
            ? ProgramFile.OfScript(name, description.BaseDirectory, scripts)
            : (ProgramFile.Find(backend.Command is [var first, ..] ? first : null, description.BaseDirectory, path), null);
        var templates = (script is null ? backend.Command.Skip(1) : backend.Arguments).Select(t => (Text: t, Template: new ArgumentTemplate(t, values))).ToList();
        for (var i = 0; script is null && i < templates.Count; i++)
        {
            RefuseShellText(program, i == 0 ? "" : templates[i - 1].Text, templates[i].Template);
        }

        List<string> words = [program, .. templates.SelectMany(t => t.Template.Expand().Select(a => Located(a, t.Text, t.Template, description.BaseDirectory)))];
        foreach (var word in words)
        {
            RefuseImpossible(word);
        }

        return new(words, script);
    }

    /// <summary>A value within the text of a shell would be read by the shell.</summary>
    private static void RefuseShellText(string program, string before, ArgumentTemplate argument)
    {
        if (argument.HasValues && ShellNames().IsMatch(Path.GetFileName(program)) && ShellTextOption().IsMatch(before))
        {
            throw new RefusedException(
                $"the description puts the value of '{argument.FirstName}' into the text of a shell; allowed there: \"$UWS_PARAM_{argument.FirstName}\", or an argument after it");
        }
    }

    private static void RefuseImpossible(string word)
    {
        if (word.Contains('\0', StringComparison.Ordinal))
        {
            throw new RefusedException("an argument holds a NUL character, which no program can be given");
        }

        if (Encoding.UTF8.GetByteCount(word) >= MaxWordBytes)
        {
            throw new RefusedException($"an argument has {Encoding.UTF8.GetByteCount(word)} bytes; allowed: {MaxWordBytes - 1} (the parameters file has no such limit)");
        }
    }

    /// <summary>Only what the description itself says makes an argument a path of its folder, never a value.</summary>
    private static string Located(string argument, string template, ArgumentTemplate parsed, string? baseFolder)
    {
        if (!template.StartsWith("./", StringComparison.Ordinal) && !template.StartsWith("../", StringComparison.Ordinal))
        {
            return argument;
        }

        var from = baseFolder ?? throw new RefusedException($"the description's argument '{template}' is a path from its folder, but it was not read from a file");
        var full = Path.GetFullPath(Path.Combine(from, argument.Replace('\0', '?')));
        var folder = Path.GetFullPath(Path.Combine(from, Path.GetDirectoryName(parsed.Prefix) + "/"));
        return !parsed.HasValues || full.StartsWith(folder, StringComparison.Ordinal)
            ? full
            : throw new RefusedException($"the value of '{parsed.FirstName}' makes the argument '{template}' leave its folder");
    }

    [GeneratedRegex("^(sh|bash|dash|ash|zsh|ksh|mksh|csh|tcsh|fish)$")]
    private static partial Regex ShellNames();

    [GeneratedRegex("^-[a-zA-Z]*c$")]
    private static partial Regex ShellTextOption();
}
