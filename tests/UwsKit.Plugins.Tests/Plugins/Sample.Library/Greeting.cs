namespace Sample.Library;

/// <summary>What only the plugin knows.</summary>
public static class Greeting
{
    public static string Text => "from the plugin's own library";
}
