namespace Academy.Grains.Accounts;

/// <summary>What whoever runs the server says of the academy (<c>Academy__…</c>).</summary>
public sealed class AcademyOptions
{
    /// <summary>Where people find it: <c>https://academy.example.org</c>. Links in mail begin with it.</summary>
    public Uri? Url { get; set; }

    /// <summary>The e-mail address of the first administrator, who is invited when there is none.</summary>
    public string? FirstAdmin { get; set; }

    internal bool HasGoodUrl => Url is null || (Url.IsAbsoluteUri && Url.Scheme is "http" or "https");
}
