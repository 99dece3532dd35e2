package feign;

public class FeignException extends RuntimeException {
  private final int status;
  private final String body;

  public FeignException(int status, String body) {
    super(status + ": " + body);
    this.status = status;
    this.body = body;
  }

  public int status() {
    return status;
  }

  public String contentUTF8() {
    return body;
  }
}
