using Academy.Grains.Accounts;
using Academy.Grains.Accounts.Invitations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Academy.Silo;

/// <summary><c>create-admin EMAIL [again]</c>: a link for the first administrator.</summary>
internal static class FirstAdminCommand
{
    public const string Name = "create-admin";

    private const string Again = "again";

    public static async Task<int> RunAsync(
        string[] args,
        IServiceProvider services,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        if (args is not [_] and not [_, Again])
        {
            await output.WriteLineAsync($"Say whom: {Name} EMAIL, or {Name} EMAIL {Again} for another link.");
            return 2;
        }
        var invited = await services
            .GetRequiredService<FirstAdmin>()
            .InviteAsync(args[0], args.Length == 2, cancellationToken);
        await output.WriteLineAsync(
            Said(invited, services.GetRequiredService<IOptions<AcademyOptions>>().Value.Url, args[0])
        );
        return invited.Verdict == FirstAdminVerdict.NotAnAddress ? 2 : 0;
    }

    /// <summary>What came of it, for whoever runs the server.</summary>
    internal static string Said(FirstAdminInvited invited, Uri? url, string email) =>
        invited.Verdict switch
        {
            FirstAdminVerdict.Made when url is not null => $"""
                {email} becomes the first administrator by this link, which can be used once within seven days:

                  {new Uri(url, invited.Path)}

                It works as soon as the server runs.
                """,
            FirstAdminVerdict.Made => $"""
                {email} becomes the first administrator by this link, which can be used once within seven days.
                Open it behind the address of your academy (set Academy__Url to have it printed whole, and mailed):

                  {invited.Path}

                It works as soon as the server runs.
                """,
            FirstAdminVerdict.Exists => "There is an administrator. Nothing was changed.",
            FirstAdminVerdict.Invited => $"""
                Somebody is invited as the first administrator. Nothing was changed. If the link was lost, say
                "{Name} EMAIL {Again}" for another one.
                """,
            _ => $"'{email}' is not an e-mail address. Nothing was changed.",
        };
}
