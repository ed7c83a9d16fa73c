using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary><c>{prefix}/account</c>: who the caller is here, and his personal tokens.</summary>
internal sealed class AccountPage(UwsAuthenticationOptions settings, Identities identities, TokenResources? tokens = null) : IResourceSource
{
    private const long MaxBody = 16 * 1024;
    private const string Stale = "The page was too old, or was not opened in this browser. Nothing was changed; try once more.";

    public void Map(ResourceMap map, string prefix) => map.MapRoot("/account", new(get: call => WriteAsync(call), post: PostAsync));

    private async Task PostAsync(UwsCall call)
    {
        Owner(call);
        var fields = await LoginResources.FieldsAsync(call, MaxBody).ConfigureAwait(false);
        if (!await call.Host.Pages.Tokens.AreGoodAsync(call.Http, fields.GetValueOrDefault(PageForm.Token.ToUpperInvariant())).ConfigureAwait(false))
        {
            await WriteAsync(call, fault: Stale, status: StatusCodes.Status400BadRequest).ConfigureAwait(false);
            return;
        }

        try
        {
            if (tokens is not null && fields.GetValueOrDefault("REVOKE") is { } id)
            {
                tokens.Revoke(call, id);
                await Answer.SeeOtherAsync(call.Http, $"{call.Root}/account").ConfigureAwait(false);
            }
            else if (tokens is not null)
            {
                await WriteAsync(call, made: tokens.Make(call, fields.Where(f => f.Value is { Length: > 0 }).ToDictionary(f => f.Key, f => f.Value)).Secret).ConfigureAwait(false);
            }
        }
        catch (UwsException e) when (e.Kind is UwsErrorKind.Invalid or UwsErrorKind.Forbidden or UwsErrorKind.NotFound)
        {
            await WriteAsync(call, fault: e.Message, status: ErrorAnswer.StatusOf(e.Kind)).ConfigureAwait(false);
        }
    }

    private Task WriteAsync(UwsCall call, string? made = null, string? fault = null, int status = StatusCodes.Status200OK)
    {
        var owner = Owner(call);
        var own = tokens is null || TokenResources.IsToken(call) ? null : tokens.ListOf(call);
        var token = call.Host.Pages.Tokens.Get(call.Http);
        var page = new PageContent("account", "Your account");
        page.With("title", html => html.Write($"<h1>Your account</h1>\n"))
            .With("faults", html => Fault(html, fault))
            .With("who", html => Who(html, call.User, owner))
            .With("made", html => Made(html, made))
            .With("tokens", html => Tokens(html, page, own, token));
        return call.Host.Pages.WriteAsync(call, page, status);
    }

    private static string Owner(UwsCall call) => call.Host.Access.OwnerOf(call.User) ?? throw new UwsException(UwsErrorKind.Unauthorized, "Sign in to see your account.");

    private static void Fault(HtmlWriter html, string? fault)
    {
        if (fault is not null)
        {
            html.Write($"""<div class="faults" role="alert"><p>{fault}</p></div>""");
        }
    }

    private void Who(HtmlWriter html, ClaimsPrincipal user, string owner)
    {
        html.Write($"""<table class="parameters"><tbody><tr><th scope="row">Your jobs belong to</th><td><bdi>{owner}</bdi></td></tr>""");
        Row(html, "Groups", identities.GroupsOf(user));
        Row(html, "Roles", [.. user.FindAll(ClaimTypes.Role).Select(c => c.Value)]);
        html.Write($"</tbody></table>\n");
    }

    private static void Row(HtmlWriter html, string title, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            html.Write($"""<tr><th scope="row">{title}</th><td><bdi>{string.Join(", ", values)}</bdi></td></tr>""");
        }
    }

    private static void Made(HtmlWriter html, string? made)
    {
        if (made is not null)
        {
            html.Write($"""<section class="made" role="status"><h2>Your new token</h2><p>Copy it now: it is not shown again.</p><pre tabindex="0" data-copy>{made}</pre></section>""");
        }
    }

    private void Tokens(HtmlWriter html, PageContent page, IReadOnlyList<PersonalToken>? own, string token)
    {
        if (own is null)
        {
            return;
        }

        html.Write($"""
            <section><h2>Tokens for scripts</h2><p>A script sends one in place of your password: <code>curl -H "Authorization: Bearer uwst_…"</code>. Revoke those that are no longer needed.</p>
            {h => List(h, page, own, token)}
            <form method="post" action="{page.Root}/account" class="row"><input type="hidden" name="{PageForm.Token}" value="{token}">
            <label>Name <input name="NAME" maxlength="100" placeholder="laptop"></label>
            <label>Good for <input name="LIFETIME" placeholder="{UwsDuration.Format(settings.Tokens!.Lifetime)}" aria-describedby="h-lifetime"></label>
            <label>May <select name="SCOPE"><option value="read">read</option><option value="write" selected>read and change</option></select></label>
            <button class="main">Make a token</button></form>
            <p class="help" id="h-lifetime">such as 12h or 30d; at most {UwsDuration.Format(settings.Tokens.MaxLifetime)}</p></section>

            """);
    }

    private static void List(HtmlWriter html, PageContent page, IReadOnlyList<PersonalToken> own, string token)
    {
        if (own.Count == 0)
        {
            html.Write($"""<p class="empty">You have none.</p>""");
            return;
        }

        html.Write($"""
            <form method="post" action="{page.Root}/account"><input type="hidden" name="{PageForm.Token}" value="{token}"><div class="scroll" tabindex="0" role="region" aria-label="Tokens"><table class="tokens">
            <thead><tr><th scope="col">Name</th><th scope="col">May</th><th scope="col">Made</th><th scope="col">Good until</th><td></td></tr></thead><tbody>

            """);
        foreach (var each in own)
        {
            html.Write($"""
                <tr><th scope="row"><bdi>{each.Name}</bdi> <code>{each.Id}</code></th><td>{(each.ReadOnly ? "read" : "read and change")}</td><td>{Show.Time(each.Created)}</td><td>{Show.Time(each.Expires)}</td><td><button class="danger" name="REVOKE" value="{each.Id}" aria-label="Revoke {each.Name ?? each.Id}">Revoke</button></td></tr>

                """);
        }

        html.Write($"</tbody></table></div></form>\n");
    }
}
