namespace UwsKit;

/// <summary>How the relations are called and what their arguments are called in PROV-JSON and PROV-XML, the later one first.</summary>
internal static class ProvVerbs
{
    private static readonly (string Name, string From, string To)[] All =
    [
        ("used", "activity", "entity"),
        ("wasGeneratedBy", "entity", "activity"),
        ("wasAssociatedWith", "activity", "agent"),
        ("wasAttributedTo", "entity", "agent"),
        ("wasDerivedFrom", "generatedEntity", "usedEntity"),
        ("wasInformedBy", "informed", "informant"),
        ("wasInfluencedBy", "influencee", "influencer"),
    ];

    public static (string Name, string From, string To) Words(this ProvVerb verb) => All[(int)verb];

    public static bool TryParse(string name, out ProvVerb verb)
    {
        verb = (ProvVerb)Array.FindIndex(All, w => w.Name == name);
        return verb >= 0;
    }

    /// <summary>Whether the relation has a place for a time.</summary>
    public static bool HasTime(this ProvVerb verb) => verb is ProvVerb.Used or ProvVerb.WasGeneratedBy;

    /// <summary>Whether PROV-XML and the data model know a role for it.</summary>
    public static bool HasRole(this ProvVerb verb) => verb is ProvVerb.Used or ProvVerb.WasGeneratedBy or ProvVerb.WasAssociatedWith;
}
