import FractalCore
import Testing

@testable import FractalPack

@Suite struct WebAddressTests {
  @Test(arguments: [
    ("https://user:secret@host:80/a.tar?key=secret#secret", "https://host:80/a.tar"),
    ("https://secret@host", "https://host"),
    ("https://a:secret@b:secret@host/pack", "https://host/pack"),
    ("https://host/pack@1.0/a.tar", "https://host/pack@1.0/a.tar"),
    ("http://host:8080/pack@1.0", "http://host:8080/pack@1.0"),
    ("http://[::1]/pack@1.0", "http://[::1]/pack@1.0"),
    ("https://user:sec/ret@host/a.tar", "https://host/a.tar"),
    ("https://user:sec?ret@host/a.tar", "https://host/a.tar"),
    ("https://user:secret@", "https://"),
    ("ftp://user:secret@host/x", "ftp://host/x"),
    ("", ""),
  ])
  func messagesShowNoSecret(url: String, shown: String) {
    #expect(WebAddress.shown(url) == shown)
  }

  @Test(arguments: [
    "https://user:secret@host/pack?secret", "https://user:secret@host/a.tar#secret", "https://user:sec ret@ho st/a.tar",
    "https://user:secret@/a.tar",
  ])
  func aRefusalShowsNoSecret(url: String) {
    let error = #expect(throws: PackError.self) { try WebAddress(url) }
    #expect(error?.message.contains("sec") == false && error?.message.contains("user") == false)
  }

  @Test func urlsInTextsShowNoSecret() {
    let text = "no ftp://user:secret@host/x?secret: see 'https://secret@host/a', or http://host/b?secret&c"
    #expect(PackLocation.shown(text) == "no ftp://host/x: see 'https://host/a', or http://host/b")
    #expect(PackLocation.shown("give http(s)://HOST/FOLDER, not  this") == "give http(s)://HOST/FOLDER, not  this")
  }

  @Test func whatIsAskedForIsTheWholeURL() throws {
    let address = try WebAddress("https://user:secret@host/a.tar?key=1")
    #expect(address.text == "https://user:secret@host/a.tar?key=1" && address.name == "https://host/a.tar")
  }

  @Test func aTargetOfARedirectShowsNoSecret() {
    let error = WebAnswer.Failure.astray("ftp://user:secret@host/x?secret").error("it")
    #expect(error.message.contains("ftp://host/x,") && !error.message.contains("secret"))
  }
}
