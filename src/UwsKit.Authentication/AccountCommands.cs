using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

/// <summary>
/// <c>--add-user NAME [--groups a,b] [--roles x]</c> (the password comes from the terminal or the standard input, never from the arguments, which others see),
/// <c>--remove-user NAME</c>, <c>--add-token OWNER</c>, <c>--list-tokens OWNER</c>, <c>--revoke-token ID --owner OWNER</c>.
/// </summary>
internal sealed class AccountCommands(UwsAuthenticationOptions settings, IServiceProvider services) : IHostCommand
{
    private const int Usage = 64, DataError = 65, InputOutputError = 74, WrongConfiguration = 78;
    private const int ShortestPassword = 8;

    private static readonly string[] Options = ["--groups", "--roles", "--owner"];

    public IReadOnlyList<HostWord> Words { get; } =
    [
        new("--add-user", "NAME [--groups a,b] [--roles x]", "let somebody log in by a password, which is asked for or read from the standard input"),
        new("--remove-user", "NAME", "let somebody no longer log in by a password"),
        new("--add-token", "OWNER", "make an access token for scripts and print it"),
        new("--list-tokens", "OWNER", "list somebody's access tokens"),
        new("--revoke-token", "ID --owner OWNER", "end an access token"),
    ];

    public async Task<int> RunAsync(string word, string[] args)
    {
        if (Of(args, word) is not { Length: > 0 } name || name.StartsWith("--", StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal) || name.Any(char.IsControl))
        {
            return Fail(Usage, $"{word}: a name is needed, without colons");
        }

        if (FaultOf(word, name, args) is { } fault)
        {
            return Fail(Usage, $"{word}: {fault}");
        }

        var ofUser = word.EndsWith("user", StringComparison.Ordinal);
        if (ofUser ? settings.Basic is not { UsersFile.Length: > 0 } : settings.Tokens is null)
        {
            return Fail(WrongConfiguration, $"{word}: the configuration has no Authentication:{(ofUser ? "Basic:UsersFile" : "Tokens")}");
        }

        try
        {
            return word switch
            {
                "--add-user" => await AddUserAsync(name, args).ConfigureAwait(false),
                "--remove-user" => RemoveUser(name),
                "--add-token" => Print(Tokens.Make(name, "command", [], readOnly: false, null).Text),
                "--list-tokens" => Print([.. Tokens.ListOf(name).Select(t => $"{t.Id} {(t.ReadOnly ? "read" : "write")} until {UwsTime.Format(t.Expires)} {t.Name}")]),
                _ => Tokens.Revoke(Of(args, "--owner") ?? "", name) ? 0 : Fail(DataError, $"{word}: there is no token '{name}' of that owner; needed: {word} ID --owner OWNER"),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UwsException)
        {
            return Fail(InputOutputError, $"{word}: {e.Message}");
        }
    }

    // What is on the command line is seen by every account of the machine, and kept in histories.
    private static string? FaultOf(string word, string name, string[] args)
    {
        const string asked = "the password is asked for, or read from the standard input; never give it on the command line, where others see it";
        if (word == "--add-user" && (args.Any(a => a.StartsWith("--pass", StringComparison.OrdinalIgnoreCase)) || (args.ElementAtOrDefault(Array.IndexOf(args, name) + 1) is { } next && !next.StartsWith("--", StringComparison.Ordinal))))
        {
            return asked;
        }

        return Options.FirstOrDefault(o => args.Contains(o) && Of(args, o) is not { Length: > 0 } or ['-', '-', ..]) is { } option ? $"{option} needs a value" : null;
    }

    private TokenFolder Tokens => services.GetRequiredService<TokenFolder>();

    private async Task<int> AddUserAsync(string name, string[] args)
    {
        var password = await ReadPasswordAsync(name).ConfigureAwait(false);
        if (password.Length < ShortestPassword)
        {
            return Fail(DataError, $"--add-user: {password.Length} characters are too few for a password; allowed: {ShortestPassword} or more");
        }

        var (groups, roles) = (User.Words(Of(args, "--groups")), User.Words(Of(args, "--roles")));
        if (groups.Concat(roles).Any(w => w.Contains(':', StringComparison.Ordinal)))
        {
            return Fail(Usage, "--add-user: groups and roles have no colons here");
        }

        UsersFile.Put(settings.Basic!.UsersFile, name, new(name, Passwords.Hash(password), groups, roles));
        return Print($"{name} can log in.");
    }

    private int RemoveUser(string name)
    {
        UsersFile.Put(settings.Basic!.UsersFile, name, null);
        // Whoever is sent away is not to come back by a token that he made before.
        var owner = settings.Basic.OwnerPrefix + name;
        var ended = settings.Tokens is null ? 0 : Tokens.ListOf(owner).Count(t => Tokens.Revoke(owner, t.Id));
        return Print(ended == 0 ? $"{name} cannot log in." : $"{name} cannot log in; {ended} access tokens ended.");
    }

    private static async Task<string> ReadPasswordAsync(string name)
    {
        if (Console.IsInputRedirected)
        {
            return await Console.In.ReadLineAsync().ConfigureAwait(false) ?? "";
        }

        await Console.Error.WriteAsync($"Password of {name}: ").ConfigureAwait(false);
        var typed = new System.Text.StringBuilder();
        for (ConsoleKeyInfo key; (key = Console.ReadKey(intercept: true)).Key != ConsoleKey.Enter;)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else
            {
                typed.Append(key.KeyChar);
            }
        }

        await Console.Error.WriteLineAsync().ConfigureAwait(false);
        return typed.ToString();
    }

    private static string? Of(string[] args, string word) => Array.IndexOf(args, word) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    private static int Print(params string[] lines)
    {
        foreach (var line in lines)
        {
            Console.WriteLine(line);
        }

        return 0;
    }

    private static int Fail(int status, string message)
    {
        Console.Error.WriteLine(message);
        return status;
    }
}
