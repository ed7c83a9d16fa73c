using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

/// <summary>The login for people: name and password, and the way to the provider where there is one.</summary>
internal static partial class LoginPage
{
    public const string Return = "RETURN", Provider = "PROVIDER";

    /// <summary>Shows the form.</summary>
    public static Task WriteAsync(UwsCall call, UwsAuthenticationOptions settings, string back, string? fault = null, string? name = null, int status = StatusCodes.Status200OK)
    {
        var token = call.Host.Pages.Tokens.Get(call.Http);
        var page = new PageContent("login", "Sign in");
        page.With("title", html => html.Write($"<h1>Sign in</h1>\n"))
            .With("faults", html => Fault(html, fault))
            .With("password", html => Password(html, page, back, name, token))
            .With("provider", html => AtProvider(html, page, settings, back));
        return call.Host.Pages.WriteAsync(call, page, status);
    }

    /// <summary>Takes what the form sent: the session begins, and the browser goes back to where it wanted.</summary>
    public static async Task TakeAsync(UwsCall call, UwsAuthenticationOptions settings, IReadOnlyDictionary<string, string?> fields)
    {
        var (name, back) = (fields.GetValueOrDefault("USERNAME") ?? "", PathOf(fields.GetValueOrDefault(Return)) ?? $"{Pages.PathOf(call)}/");
        if (!await call.Host.Pages.Tokens.AreGoodAsync(call.Http, fields.GetValueOrDefault(PageForm.Token.ToUpperInvariant())).ConfigureAwait(false))
        {
            await WriteAsync(call, settings, back, "The page was too old, or was not opened in this browser; try once more.", name, StatusCodes.Status400BadRequest).ConfigureAwait(false);
            return;
        }

        try
        {
            Transport.DemandSecure(call.Http, settings.Basic!);
            if (await call.Host.Services.GetRequiredService<Passwords>().CheckAsync(name, fields.GetValueOrDefault("PASSWORD") ?? "", Transport.NetworkOf(call.Http), call.Aborted).ConfigureAwait(false) is not { } user)
            {
                // 401 would make browsers ask for the password in a window of their own.
                await WriteAsync(call, settings, back, "Name or password is wrong.", name, StatusCodes.Status403Forbidden).ConfigureAwait(false);
                return;
            }

            call.Did = "login";
            SessionCookie.Set(call.Http, call.Host.Services.GetRequiredService<LoginTokens>().Make(user), settings.Basic!.LoginLifetime);
        }
        catch (UwsException e) when (e.Kind is UwsErrorKind.TooMany or UwsErrorKind.Forbidden)
        {
            await WriteAsync(call, settings, back, e.Message, name, ErrorAnswer.StatusOf(e.Kind)).ConfigureAwait(false);
            return;
        }

        await Answer.SeeOtherAsync(call.Http, back).ConfigureAwait(false);
    }

    /// <summary>A path of this host only: nobody is sent elsewhere by a link to the login.</summary>
    public static string? PathOf(string? path)
        => path is ['/', ..] && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal) && !path.Any(char.IsControl) ? InHeader(path) : null;

    // Headers are ASCII.
    private static string InHeader(string path) => NotAscii().Replace(path, part => Uri.EscapeDataString(part.Value));

    [GeneratedRegex(@"[^\x00-\x7F]+")]
    private static partial Regex NotAscii();

    private static void Fault(HtmlWriter html, string? fault)
    {
        if (fault is not null)
        {
            html.Write($"""<div class="faults" role="alert" tabindex="-1"><p>{fault}</p></div>""");
        }
    }

    private static void Password(HtmlWriter html, PageContent page, string back, string? name, string token)
    {
        html.Write($"""
            <form method="post" action="{page.Root}/login" class="login"><input type="hidden" name="{PageForm.Token}" value="{token}"><input type="hidden" name="{Return}" value="{back}">
            <div class="field"><label for="username">Name</label><input id="username" name="username" value="{name}" autocomplete="username" autocapitalize="none" spellcheck="false" required></div>
            <div class="field"><label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required></div>
            <p class="actions"><button class="main">Sign in</button></p></form>

            """);
    }

    private static void AtProvider(HtmlWriter html, PageContent page, UwsAuthenticationOptions settings, string back)
    {
        if (settings.OpenId?.Authority is { } authority)
        {
            html.Write($"""<p class="actions"><a class="button" href="{page.Root}/login?{Provider}=1&amp;{Return}={Uri.EscapeDataString(back)}">Sign in at {authority.Host}</a></p>""");
        }
    }
}
