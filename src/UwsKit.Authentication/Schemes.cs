namespace UwsKit;

/// <summary>The names of the schemes.</summary>
internal static class Schemes
{
    public const string Any = "Uws", Basic = "Uws.Basic", Bearer = "Uws.Bearer", Token = "Uws.Token", Login = "Uws.Login", Proxy = "Uws.Proxy", Certificate = "Uws.Certificate",
        Cookie = "Uws.Cookie", OpenId = "Uws.OpenId";

    /// <summary>What an identity says that came by the cookie of a login, which its user can end.</summary>
    public const string SessionWay = "Session";
}
