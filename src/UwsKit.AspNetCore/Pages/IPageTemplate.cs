namespace UwsKit;

/// <summary>
/// A host's own layout of pages. Registered with a page's name as key (<c>services.AddKeyedSingleton&lt;IPageTemplate&gt;("job", …)</c>) it writes that page,
/// registered without a key all pages that have none of their own. Thread-safe.
/// </summary>
public interface IPageTemplate
{
    /// <summary>Writes the whole document. The page's parts are written by <see cref="PageContent.Write"/>, in any order, or left out.</summary>
    void Write(HtmlWriter html, PageContent page);
}
